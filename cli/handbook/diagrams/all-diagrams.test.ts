import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawAll } from './all-diagrams.ts';
import { drawDiagram, drawText } from './svg.ts';

const ROOT = join(__dirname, '../../..');

it.each([...drawAll()])('%s is what `npm run docs:diagrams` writes', (file, svg) => {
  expect(readFileSync(join(ROOT, file), 'utf8')).toBe(svg);
});

it('a diagram has a title, a background, and colours for both schemes', () => {
  const svg = drawDiagram({ title: 'a < b', width: 10, height: 5, elements: [drawText(1, 2, 'x & y')] });
  expect(svg).toContain('<title>a &lt; b</title>');
  expect(svg).toContain('x &amp; y');
  expect(svg).toMatch(/class="back" width="10" height="5"/);
  expect(svg).toMatch(/prefers-color-scheme: dark[\s\S]*fill: #1b1b1f/);
});
