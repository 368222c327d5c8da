import { type CreateWrapper, createWrapper } from './cloudwatch.ts';
import type { CutPicked } from './fields.ts';
import { pickedValue } from './picked-value.ts';
import { type CreateAddHint, createAddHint } from './reject-hint.ts';
import { type CreateScanner, createFieldScanner } from './scan-fields.ts';

/** Parts of the decoder that are handed in, so that a small bundle can go without one. */
export interface DecoderParts {
  /** Adds to the sentence of a reject what the data looks like; absent: nothing is added. */
  readonly createAddHint?: CreateAddHint;
  /** Reads fields without JSON.parse where it can; absent: each text is parsed. */
  readonly createScanner?: CreateScanner;
  /** Makes less of values that are kept with each log; absent: they are kept whole. */
  readonly cutPicked?: CutPicked;
  /** Makes logs of CloudWatch messages by the rules of `cloudwatchWrap`; absent: none are made. */
  readonly createWrapper?: CreateWrapper;
}

/** All of them, as the services have them. */
export const ALL_PARTS: DecoderParts = {
  createAddHint,
  createScanner: createFieldScanner,
  createWrapper,
  cutPicked: pickedValue,
};
