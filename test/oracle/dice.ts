/** Reproducible randomness: the same seed throws the same dice on every machine. */
export interface Dice {
  /** Uniform in [0, 1). */
  readonly roll: () => number;
  /** Whole number, both ends included. */
  readonly between: (min: number, max: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly pick: <T>(items: readonly [T, ...T[]]) => T;
}

/** Dice of a seed (mulberry32: small, fast, and good enough to choose faults). */
export function createDice(seed: number): Dice {
  let state = (seed * 0x9e3779b9) | 0;
  const roll = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (min: number, max: number): number => min + Math.floor(roll() * (max - min + 1));
  return {
    roll,
    between,
    chance: (probability) => roll() < probability,
    pick: (items) => items[between(0, items.length - 1)] ?? items[0],
  };
}
