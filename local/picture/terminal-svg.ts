/** Of one character of the font, in the picture's own units. */
const CHAR_WIDTH = 8.4;
const LINE_HEIGHT = 19;
const FONT_SIZE = 14;
const PADDING = 16;
const BAR_HEIGHT = 30;
const COLUMNS = 80;

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ESCAPE = /\u001b\[(\d+)m/g;
/** Classes of the picture by the codes that are used: green, red, bold. */
const CLASSES: Readonly<Record<string, string>> = { '32': 'green', '31': 'red', '1': 'bold' };
/** Codes that end what another one began. */
const ENDS: Readonly<Record<string, string>> = { '39': 'green red', '22': 'bold', '0': 'green red bold' };

const STYLE = `
    .back { fill: #f6f8fa; stroke: #d0d7de; }
    text { fill: #1f2937; font: ${FONT_SIZE}px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; }
    .green { fill: #116329; } .red { fill: #b3261e; } .bold { font-weight: 700; }
    @media (prefers-color-scheme: dark) {
      .back { fill: #14181f; stroke: #30363d; }
      text { fill: #d7dde5; } .green { fill: #4ade80; } .red { fill: #f87171; }
    }
  `;

/** Characters that look alike. */
interface Run {
  readonly text: string;
  readonly classes: readonly string[];
}

/**
 * Draws what a terminal of 80 columns shows, as SVG in the reader's colour scheme. A longer line goes on in the next one.
 * @param title for people who cannot see the picture
 * @param output with escape sequences for green, red and bold; others are not known
 */
export function drawTerminal(title: string, output: string): string {
  const lines = output
    .replace(/\n$/, '')
    .split('\n')
    .flatMap((line) => wrap(readRuns(line)));
  const width = Math.ceil(COLUMNS * CHAR_WIDTH + 2 * PADDING);
  const height = BAR_HEIGHT + lines.length * LINE_HEIGHT + 2 * PADDING;
  const texts = lines.map((line, i) => {
    const y = BAR_HEIGHT + PADDING + (i + 1) * LINE_HEIGHT - 5;
    return `  <text x="${PADDING}" y="${y}" xml:space="preserve">${line.map(drawRun).join('')}</text>`;
  });
  const dots = ['#f87171', '#fbbf24', '#4ade80'].map(
    (color, i) => `  <circle cx="${PADDING + 6 + i * 20}" cy="${BAR_HEIGHT / 2 + 4}" r="6" fill="${color}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `  <title>${escapeText(title)}</title>`,
    `  <style>${STYLE}</style>`,
    `  <rect class="back" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...dots,
    ...texts,
    '</svg>',
    '',
  ].join('\n');
}

function readRuns(line: string): readonly Run[] {
  let classes: readonly string[] = [];
  return line.split(ESCAPE).flatMap((part, i) => {
    if (i % 2 === 0) return part === '' ? [] : [{ text: part, classes }];
    const ended = ENDS[part]?.split(' ') ?? [];
    const began = CLASSES[part];
    classes = [...classes.filter((name) => !ended.includes(name)), ...(began === undefined ? [] : [began])];
    return [];
  });
}

/** Lines of at most the terminal's width. */
function wrap(runs: readonly Run[]): readonly (readonly Run[])[] {
  const lines: Run[][] = [[]];
  let used = 0;
  for (const { text, classes } of runs) {
    for (let at = 0; at < text.length; ) {
      if (used === COLUMNS) {
        lines.push([]);
        used = 0;
      }
      const piece = text.slice(at, at + COLUMNS - used);
      lines.at(-1)?.push({ text: piece, classes });
      used += piece.length;
      at += piece.length;
    }
  }
  return lines;
}

function drawRun({ text, classes }: Run): string {
  return classes.length === 0 ? escapeText(text) : `<tspan class="${classes.join(' ')}">${escapeText(text)}</tspan>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
