import { createHash } from 'node:crypto';
import { identityInName } from '../log/identity.ts';

const HASH_DIGITS = 16;

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
  return `${identityInName(first)}-${hash}`;
}
