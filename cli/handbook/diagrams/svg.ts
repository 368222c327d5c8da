/** A colour of the diagrams, in the light and in the dark scheme. */
interface SchemeColor {
  readonly light: string;
  readonly dark: string;
}

/** Colours by class: `back` below everything, `text` and `muted` as text, the others as areas with text on them. */
const DIAGRAM_COLORS = {
  back: { light: '#ffffff', dark: '#1b1b1f' },
  text: { light: '#1f2937', dark: '#e5e7eb' },
  muted: { light: '#4b5563', dark: '#b6bcc6' },
  good: { light: '#c7ebd3', dark: '#14532d' },
  warn: { light: '#fde7b0', dark: '#6b3f06' },
  bad: { light: '#f9cfcf', dark: '#7f1d1d' },
  box: { light: '#dbe7fb', dark: '#1e3a6b' },
} as const satisfies Readonly<Record<string, SchemeColor>>;

export type DiagramClass = keyof typeof DIAGRAM_COLORS;

/** A diagram of a page. */
export interface Diagram {
  /** For people who cannot see it. */
  readonly title: string;
  readonly width: number;
  readonly height: number;
  /** Elements in front of the background, by {@link drawBox}, {@link drawText} and {@link drawArrow}. */
  readonly elements: readonly string[];
}

/** An SVG that follows the reader's colour scheme, on a background of its own. */
export function drawDiagram({ title, width, height, elements }: Diagram): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `  <title>${escapeXml(title)}</title>`,
    `  <style>${styleOf('light')}`,
    `    text { font: 14px system-ui, 'Hiragino Sans', 'Noto Sans CJK JP', 'Noto Sans', sans-serif; }`,
    `    @media (prefers-color-scheme: dark) {${styleOf('dark')}`,
    '    }',
    '  </style>',
    `  <rect class="back" width="${width}" height="${height}" rx="8"/>`,
    ...elements.map((element) => `  ${element}`),
    '</svg>',
    '',
  ].join('\n');
}

/** A box with lines of text in its middle. */
export function drawBox(
  at: { readonly x: number; readonly y: number; readonly width: number; readonly height: number },
  name: DiagramClass,
  lines: readonly string[],
): string {
  const middle = at.x + at.width / 2;
  const top = at.y + at.height / 2 - (lines.length - 1) * 9 + 5;
  const texts = lines.map((line, index) => drawText(middle, top + index * 18, line));
  return `<rect class="${name}" x="${at.x}" y="${at.y}" width="${at.width}" height="${at.height}" rx="4"/>${texts.join('')}`;
}

/** A line of text around a position. */
export function drawText(x: number, y: number, text: string, name: 'text' | 'muted' = 'text'): string {
  return `<text class="${name}" x="${x}" y="${y}" text-anchor="middle">${escapeXml(text)}</text>`;
}

/** A horizontal or vertical line, with a head at its end. */
export function drawArrow(from: readonly [number, number], to: readonly [number, number]): string {
  const [x, y] = to;
  const head =
    from[1] === y
      ? `M${x - 7} ${y - 5}L${x} ${y}L${x - 7} ${y + 5}z`
      : `M${x - 5} ${y - 7}L${x} ${y}L${x + 5} ${y - 7}z`;
  return `<path class="line" d="M${from[0]} ${from[1]}L${x} ${y}"/><path class="muted" d="${head}"/>`;
}

function styleOf(scheme: keyof SchemeColor): string {
  const rules = Object.entries(DIAGRAM_COLORS).map(([name, color]) => `.${name} { fill: ${color[scheme]}; }`);
  return `\n    ${[...rules, `.line { stroke: ${DIAGRAM_COLORS.muted[scheme]}; stroke-width: 1.5; fill: none; }`].join(' ')}`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
