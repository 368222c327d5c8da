import { PERIOD_MS, type Series } from './figures.ts';
import { runningBalance } from './running-balance.ts';

/** A series of periods from 0 on. */
function series(sums: readonly number[]): Series {
  return new Map(sums.flatMap((sum, n) => (sum === 0 ? [] : [[n * PERIOD_MS, { sum, max: sum }] as const])));
}

interface Given {
  readonly written: readonly number[];
  readonly settled: readonly number[];
  readonly across?: readonly number[];
  readonly readPeriods?: number;
}

function balance({ written, settled, across = [], readPeriods = written.length }: Given) {
  const range = { fromMs: 0, toMs: written.length * PERIOD_MS };
  const all = { written: series(written), settled: series(settled), across: series(across) };
  const { steps, inFlight } = runningBalance({ ...range, ...all, readUntilMs: readPeriods * PERIOD_MS });
  return { steps: steps.map(({ atMs, size }) => [atMs / PERIOD_MS, size]), inFlight };
}

it.each<[string, Given, readonly (readonly [number, number])[], number]>([
  ['even', { written: [100, 100, 0], settled: [100, 100, 0] }, [], 0],
  ['a batch at the end of a period', { written: [90, 110, 0], settled: [98, 102, 0], across: [20] }, [], 0],
  ['a batch at every end', { written: [50, 50, 50, 0], settled: [58, 50, 42, 0], across: [10, 10] }, [], 0],
  ['a loss', { written: [100, 0, 50, 0], settled: [100, 0, 43, 0] }, [[2, 7]], 0],
  [
    'a loss in steady traffic',
    { written: [50, 50, 50, 50], settled: [50, 47, 50, 50], across: [10, 10, 10] },
    [[1, 3]],
    0,
  ],
  ['a loss at the very end', { written: [50, 50], settled: [50, 49] }, [[1, 1]], 0],
  ['a repeat', { written: [100, 0, 50, 0], settled: [100, 0, 54, 0] }, [[2, -4]], 0],
  [
    'a repeat that a batch might be, until the next end',
    { written: [50, 50, 50], settled: [54, 50, 50], across: [10] },
    [[1, -4]],
    0,
  ],
  [
    'a loss and a repeat of the same number',
    { written: [9, 0, 9, 0, 0], settled: [6, 0, 12, 0, 0] },
    [
      [0, 3],
      [2, -3],
    ],
    0,
  ],
  ['a difference that comes back after one period', { written: [20, 0, 0], settled: [15, 5, 0] }, [], 0],
  ['records that are not read yet', { written: [100, 30, 20], settled: [100, 10, 0], readPeriods: 1 }, [], 40],
  [
    'records that are not read yet, and a loss before',
    { written: [100, 0, 20], settled: [95, 0, 0], readPeriods: 2 },
    [[0, 5]],
    20,
  ],
  ['nothing', { written: [0, 0], settled: [0, 0] }, [], 0],
])('%s', (_name, given, steps, inFlight) => {
  expect(balance(given)).toEqual({ steps, inFlight });
});
