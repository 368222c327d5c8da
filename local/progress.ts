/** Longest silence, in ms. */
const SILENCE_MS = 4_000;

/** Width of a terminal for which repeated lines are cut. */
const WIDTH = 80;
const CLOCK_WIDTH = 10;

/**
 * Progress lines with a clock. While nothing happens, the last one that is not indented is repeated with the time since
 * then: an indented line is about a part of it.
 */
interface Progress {
  readonly tell: (line: string) => void;
  /** Nothing is repeated before the next line. */
  readonly pause: () => void;
  /** No line comes after it. */
  readonly end: () => void;
}

/**
 * @param startedAtMs when the clock starts, epoch ms
 * @param now epoch ms
 */
export function createProgress(write: (line: string) => void, startedAtMs: number, now: () => number): Progress {
  let last: { readonly line: string; readonly atMs: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const print = (text: string): void => {
    write(`${((now() - startedAtMs) / 1000).toFixed(1).padStart(6)} s  ${text}`);
    wait();
  };
  const wait = (): void => {
    clearTimeout(timer);
    timer = setTimeout(repeat, SILENCE_MS);
    timer.unref();
  };
  const repeat = (): void => {
    if (last === undefined) return;
    const text = `… ${Math.round((now() - last.atMs) / 1000)} s: ${last.line}`;
    print(text.length > WIDTH - CLOCK_WIDTH ? `${text.slice(0, WIDTH - CLOCK_WIDTH - 1)}…` : text);
  };
  return {
    tell: (line) => {
      if (!line.startsWith(' ')) last = { line, atMs: now() };
      print(line);
    },
    pause: () => {
      last = undefined;
    },
    end: () => clearTimeout(timer),
  };
}
