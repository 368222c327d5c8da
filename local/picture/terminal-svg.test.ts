import { drawTerminal } from './terminal-svg.ts';

it('draws each line, colors as classes, and text as it is', () => {
  const picture = drawTerminal('a & b', '$ npm start\n\u001b[32m\u001b[1mgood\u001b[22m\u001b[39m <x>\n');
  expect(picture.match(/<text .*<\/text>/g)?.map((line) => line.replace(/^<text [^>]*>|<\/text>$/g, ''))).toEqual([
    '$ npm start',
    '<tspan class="green bold">good</tspan> &lt;x&gt;',
  ]);
  expect(picture).toContain('<title>a &amp; b</title>');
});

it('goes on in the next line where the terminal ends, in the same colour', () => {
  const picture = drawTerminal('long', `${'a'.repeat(78)}\u001b[31mbcde\u001b[39m f\n\n`);
  expect(picture.match(/<text .*<\/text>/g)?.map((line) => line.replace(/^<text [^>]*>|<\/text>$/g, ''))).toEqual([
    `${'a'.repeat(78)}<tspan class="red">bc</tspan>`,
    '<tspan class="red">de</tspan> f',
    '',
  ]);
});

it('has colours for both schemes', () => {
  expect(drawTerminal('a', 'b')).toMatch(/fill: #f6f8fa[\s\S]*prefers-color-scheme: dark[\s\S]*fill: #14181f/);
});
