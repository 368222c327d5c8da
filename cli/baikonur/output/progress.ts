import type { Shell } from '../shell.ts';

/** A line that is written over and over while work goes on. */
export interface Progress {
  /** @param share done, from 0 to 1, where it is known. */
  readonly show: (text: string, share?: number) => void;
  /** Takes the line away. */
  readonly clear: () => void;
}

const BAR_WIDTH = 24;
const EVERY_MS = 100;
const CLEAR_LINE = '\r\u001b[2K';

/** Progress on the standard error, where that is a terminal; else nothing. */
export function createProgress({ stderr, now }: Pick<Shell, 'stderr' | 'now'>): Progress {
  if (stderr.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  let shownAtMs = Number.NEGATIVE_INFINITY;
  return {
    show: (text, share) => {
      if (now() - shownAtMs < EVERY_MS) return;
      shownAtMs = now();
      stderr.write(`${CLEAR_LINE}${share === undefined ? '' : drawBar(share)}${text}`);
    },
    clear: () => void stderr.write(CLEAR_LINE),
  };
}

function drawBar(share: number): string {
  const full = Math.round(Math.min(1, Math.max(0, share)) * BAR_WIDTH);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${'█'.repeat(full)}${'░'.repeat(BAR_WIDTH - full)} ${percent}%  `;
}
