import type { WatchHistory } from '../view.ts';

const PERIOD_MS = 300_000;
const PERIODS = 12;
const FIRST_MS = Date.parse('2026-11-28T13:00:00Z');
const LOST = 7;

const numbers = Array.from({ length: PERIODS }, (_, index) => 100 + ((index * 37) % 50));

/** An hour of a forwarder and its sink; from the eighth period on seven logs are missing. */
export const WITH_A_LOSS: WatchHistory = {
  periodMs: PERIOD_MS,
  periods: numbers.map((_, index) => new Date(FIRST_MS + index * PERIOD_MS).toISOString()),
  functions: ['router-route', 's3-sink-router', 'es-sink-load'].map((label) => ({
    node: `function:${label}`,
    label,
    delivered: numbers,
    filtered: numbers.map((one) => one % 10),
    rejected: numbers.map((one) => (one % 9 === 0 ? 1 : 0)),
    mismatches: 0,
  })),
  hops: [
    {
      label: 'router-route > audit > es-sink-load',
      stream: 'stream:audit',
      reader: 'function:es-sink-load',
      written: numbers,
      settled: numbers.map((one, index) => (index === LOST ? one - LOST : one)),
      balance: numbers.map((_, index) => (index < LOST ? 0 : LOST)),
      inFlight: 0,
      steps: [{ at: '2026-11-28T13:35:00.000Z', size: LOST, causes: [] }],
    },
  ],
  balanced: false,
  notLookedAt: ['kinesis:others-stream: no function of this stage reads it'],
};
