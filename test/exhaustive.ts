/** Set by `npm run test:long`, which runs every matrix whole. */
export const EXHAUSTIVE_VARIABLE = 'BAIKONUR_EXHAUSTIVE';

const isExhaustive = process.env[EXHAUSTIVE_VARIABLE] === '1';

/** One number in `npm test`, another one in `npm run test:long`: rounds, seeds, the step of a loop over calls. */
export function shortOrLong<T>(short: T, long: T): T {
  return isExhaustive ? long : short;
}

/** All cases in `npm run test:long`; in `npm test` `count` of them: the first, the last, and others between them. */
export function sampleOf<T>(cases: readonly T[], count: number): readonly T[] {
  if (isExhaustive || cases.length <= count) return cases;
  const step = (cases.length - 1) / (count - 1);
  const chosen = new Set(Array.from({ length: count }, (_, index) => Math.round(index * step)));
  return cases.filter((_, index) => chosen.has(index));
}
