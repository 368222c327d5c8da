/** Longest silence, in ms. */
const SILENCE_MS = 4_000;

/** Progress lines with a clock; while nothing happens, the last line is repeated with the time since then. */
export interface Progress {
  readonly tell: (line: string) => void;
  /** No line comes after it. */
  readonly end: () => void;
}

/** @param now epoch ms */
export function createProgress(write: (line: string) => void, now: () => number): Progress {
  const startedAtMs = now();
  let last: { readonly line: string; readonly atMs: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  const print = (text: string): void => {
    write(`${((now() - startedAtMs) / 1000).toFixed(1).padStart(6)} s  ${text}`);
    clearTimeout(timer);
    timer = setTimeout(repeat, SILENCE_MS);
    timer.unref();
  };
  const repeat = (): void => {
    if (last !== undefined) print(`… ${Math.round((now() - last.atMs) / 1000)} s: ${last.line.trim()}`);
  };
  return {
    tell: (line) => {
      last = { line, atMs: now() };
      print(line);
    },
    end: () => clearTimeout(timer),
  };
}
