/** Repeatable random numbers: one seed, one run of draws on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  readonly roll: () => number;
  /** A whole number from 0 up to, not with, `below`. */
  readonly below: (below: number) => number;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  /** Lower-case hex digits. */
  readonly hex: (digits: number) => string;
  /** A UUID of version 4, in form. */
  readonly uuid: () => string;
}

/** @param seed any integer. */
export function createRandom(seed: number): Random {
  const roll = mulberry32(seed);
  const below = (limit: number): number => Math.floor(roll() * limit);
  const hex = (digits: number): string => Array.from({ length: digits }, () => below(16).toString(16)).join('');
  return {
    roll,
    below,
    hex,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}

/** The generator "mulberry32": a 32-bit counter, stirred. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
