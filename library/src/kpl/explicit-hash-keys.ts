import { FIELDS, MAGIC, MD5_BYTES } from '../../../shared/delivery/kpl/wire.ts';
import { forEachField } from '../../../shared/log/decode/protobuf.ts';

/**
 * The explicit hash keys of an aggregate's user records, in order; `undefined` where it has no table of them.
 * @param data an aggregate that was read already, so that its format is known to be right.
 */
export function explicitHashKeysOf(data: Buffer): readonly (string | undefined)[] | undefined {
  const body = data.subarray(MAGIC.length, data.length - MD5_BYTES);
  const table: string[] = [];
  const indexes: (number | undefined)[] = [];
  forEachField(body, 0, body.length, ({ number, wireType, from, to }) => {
    if (wireType !== 'bytes') return true;
    if (number === FIELDS.explicitHashKeyTable) table.push(body.toString('utf8', from, to));
    if (number === FIELDS.records) indexes.push(hashKeyIndex(body, from, to));
    return true;
  });
  return table.length === 0 ? undefined : indexes.map((index) => (index === undefined ? undefined : table[index]));
}

function hashKeyIndex(body: Buffer, from: number, to: number): number | undefined {
  let index: number | undefined;
  forEachField(body, from, to, ({ number, wireType, value }) => {
    if (number === FIELDS.explicitHashKeyIndex && wireType === 'varint') index = value;
    return true;
  });
  return index;
}
