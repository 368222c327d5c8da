import { createHash } from 'node:crypto';
import { identityInName } from '../log/identity.ts';
import { encodeKeySegment } from './key-segment.ts';

const HASH_DIGITS = 16;
/** Those of a stream have 222 characters at most; one of the archive has a whole key in it, which a key cannot hold again. */
const MAX_IDENTITY = 255;

/**
 * The name of what was made from several entries: `<first identity>-<16 hex of sha256 over all identities in order>`,
 * `/` written `_`. The same content has the same name, another slice another name, so that a retry can never
 * overwrite more than itself.
 * @param identities in the order of the content; at least one.
 * @throws {RangeError} when there is none.
 */
export function batchName(identities: readonly string[]): string {
  const [first] = identities;
  if (first === undefined) throw new RangeError('batchName: expected at least one identity, got none');
  const hash = createHash('sha256').update(identities.join('\n')).digest('hex').slice(0, HASH_DIGITS);
  return `${encodeKeySegment(identityInName(first), MAX_IDENTITY)}-${hash}`;
}
