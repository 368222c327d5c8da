import type { PageProblem } from './page-problem.ts';

/** WCAG 2.2, level AA, text of normal size. @see https://www.w3.org/TR/WCAG22/#contrast-minimum */
const LEAST_RATIO = 4.5;
const COLOR = /^\s*--(vp-[\w-]+):\s*(#[0-9a-f]{6});/i;
/** Text colours of the site, each with the backgrounds on which it is. */
const PAIRS: readonly (readonly [text: string, backs: readonly string[]])[] = [
  ...['vp-c-text-1', 'vp-c-text-2', 'vp-c-text-3', 'vp-c-brand-1', 'vp-c-brand-2'].map(
    (name) => [name, ['vp-c-bg', 'vp-c-bg-alt', 'vp-c-bg-elv', 'vp-c-bg-soft']] as const,
  ),
  ['vp-button-brand-text', ['vp-button-brand-bg', 'vp-button-brand-hover-bg']],
];

/** Texts of the site that are hard to read. @param css its colours: `:root` and `.dark`, each value `#rrggbb`. */
export function findLowContrast(path: string, css: string): readonly PageProblem[] {
  const schemes = css.split(/^\.dark/m).map((part, index, parts) => readColors(part, parts.slice(0, index)));
  return schemes.flatMap((colors, index) =>
    PAIRS.flatMap(([name, backs]) =>
      backs.flatMap((back) =>
        judgePair(colors, name, back).map((one) => ({
          path,
          ...one,
          message: `${index === 0 ? 'light' : 'dark'}: ${one.message}`,
        })),
      ),
    ),
  );
}

/** How much lighter one colour is than another: 1 to 21. */
export function contrastOf(one: string, other: string): number {
  const [low = 0, high = 0] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

interface Color {
  readonly value: string;
  readonly line: number;
}

function readColors(part: string, before: readonly string[]): ReadonlyMap<string, Color> {
  const offset = before.join('').split('\n').length;
  return new Map(
    part.split('\n').flatMap((text, index) => {
      const [, name, value] = COLOR.exec(text) ?? [];
      return name === undefined || value === undefined ? [] : [[name, { value, line: offset + index }] as const];
    }),
  );
}

function judgePair(
  colors: ReadonlyMap<string, Color>,
  name: string,
  back: string,
): readonly { line: number; message: string }[] {
  const [text, under] = [colors.get(name), colors.get(back)];
  if (text === undefined || under === undefined)
    return [{ line: 1, message: `expected colours --${name} and --${back}` }];
  const ratio = contrastOf(text.value, under.value);
  if (ratio >= LEAST_RATIO) return [];
  return [
    {
      line: text.line,
      message: `--${name} on --${back} has a contrast of ${ratio.toFixed(2)}, less than ${LEAST_RATIO}`,
    },
  ];
}

function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
