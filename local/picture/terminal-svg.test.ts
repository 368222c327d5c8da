import { drawTerminal } from './terminal-svg.ts';

it('draws each line, colors as classes, and text as it is', () => {
  const picture = drawTerminal('a & b', '$ npm start\n\u001b[32m\u001b[1mgood\u001b[22m\u001b[39m <x>\n');
  expect(picture.match(/<text .*<\/text>/g)?.map((line) => line.replace(/^<text [^>]*>|<\/text>$/g, ''))).toEqual([
    '$ npm start',
    '<tspan class="green bold">good</tspan> &lt;x&gt;',
  ]);
  expect(picture).toContain('<title>a &amp; b</title>');
});
