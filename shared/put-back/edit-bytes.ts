import type { ReadDeadLetter } from '../pipeline/dead-letter/parse-dead-letter.ts';

/** The bytes after editing; the same object where nothing changed. */
export type Edited =
  | { readonly status: 'kept' | 'changed'; readonly data: Buffer }
  | { readonly status: 'left'; readonly why: string; readonly isProblem: boolean };

/** Edits the original bytes of a log. */
export type EditBytes<Context = ReadDeadLetter> = (data: Buffer, context: Context) => Promise<Edited>;
