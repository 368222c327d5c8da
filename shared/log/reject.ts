/** Why a delivery can never succeed. The code is a folder name in the keys of dead letters. */
export const REJECT_CODES = [
  'not_utf8',
  'not_json',
  'not_object',
  'missing_field',
  'bad_field',
  'bad_time',
  'corrupt_compression',
  'too_large_decompressed',
  'oversize',
  'rejected_by_destination',
  'id_conflict',
  'too_many_indices',
  'retries_exhausted',
  'held_too_long',
  'internal_error',
  'crashed',
] as const;

export type RejectCode = (typeof REJECT_CODES)[number];

/** A reject with the sentence that names field and value. */
export interface Reject {
  readonly code: RejectCode;
  readonly error: string;
}
