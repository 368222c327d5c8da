import type { Decimal } from './number-token.ts';
import type { Reading } from './reading.ts';

/** A number token, its place and value. */
export interface Candidate {
  readonly reading: Reading;
  readonly at: number;
  readonly text: string;
  readonly value: Decimal;
}

/** Reads the number if it is the rule's case: index of the last token it took, else `undefined`. */
export type NumberRule = (candidate: Candidate) => number | undefined;
