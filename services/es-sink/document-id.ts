import { excerptText } from '../../shared/log/excerpt.ts';
import { type Outcome, rejected } from '../../shared/pipeline/outcome.ts';

/**
 * Bytes of an `_id`; one that is longer fails its whole bulk request.
 * @see https://www.elastic.co/guide/en/elasticsearch/reference/8.19/mapping-id-field.html
 */
const MAX_ID_BYTES = 512;

/** Rejects a log whose id cannot be an `_id`; `undefined` where it can. */
export function explainBadId(id: string): Outcome | undefined {
  // A character takes at most three bytes of UTF-8 per UTF-16 unit.
  const bytes = id.length * 3 <= MAX_ID_BYTES ? id.length : Buffer.byteLength(id);
  if (bytes > MAX_ID_BYTES) {
    const error = `log_id takes ${bytes} bytes of UTF-8, a document's _id at most ${MAX_ID_BYTES}: ${excerptText(id)}`;
    return rejected('bad_field', error);
  }
  if (id.isWellFormed()) return undefined;
  const error = `log_id holds half a surrogate pair, which UTF-8 cannot: ${JSON.stringify(id).slice(0, 100)}`;
  return rejected('bad_field', error);
}
