/** Random numbers that are the same for the same seed. */
export interface Random {
  /** Uniform in [0, below), whole. */
  readonly below: (below: number) => number;
  /** At least one item must be there. */
  readonly pick: <T>(items: readonly T[]) => T;
  readonly bytes: (length: number) => Buffer;
}

const TWO_TO_32 = 2 ** 32;

/** @see https://en.wikipedia.org/wiki/Xorshift */
export function createRandom(seed: number): Random {
  let state = (seed | 0) === 0 ? 1 : seed | 0;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  const below = (limit: number): number => Math.floor((next() / TWO_TO_32) * limit);
  return {
    below,
    // The index is below the length.
    pick: <T>(items: readonly T[]) => items[below(items.length)] as T,
    bytes: (length) => {
      const bytes = Buffer.allocUnsafe(length);
      for (let index = 0; index < length; index++) bytes[index] = next();
      return bytes;
    },
  };
}
