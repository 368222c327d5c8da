/** Field numbers of the messages `AggregatedRecord` and `Record`. @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md */
export const FIELDS = {
  partitionKeyTable: 1,
  explicitHashKeyTable: 2,
  records: 3,
  partitionKeyIndex: 1,
  explicitHashKeyIndex: 2,
  data: 3,
} as const;

/** The bytes before the message. */
export const MAGIC = Buffer.from('f3899ac2', 'hex');
/** Bytes of the checksum behind the message. */
export const MD5_BYTES = 16;

const VARINT = 0;
const BYTES = 2;

/** Bytes of a field of varint type. */
export function numberFieldBytes(value: number): number {
  return 1 + varintBytes(value);
}

/** Bytes of a field of so many bytes. */
export function bytesFieldBytes(length: number): number {
  return 1 + varintBytes(length) + length;
}

/** Bytes of a number as varint. */
function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest >= 128; rest = Math.floor(rest / 128)) bytes++;
  return bytes;
}

/** Writes fields one after the other into a buffer that has room for them. */
export interface FieldWriter {
  readonly number: (field: number, value: number) => void;
  /** The head of a field whose bytes are written next. */
  readonly head: (field: number, length: number) => void;
  readonly bytes: (field: number, value: Uint8Array) => void;
  readonly raw: (value: Uint8Array) => void;
  readonly length: () => number;
}

/** Starts at the beginning of the buffer. */
export function createFieldWriter(buffer: Buffer): FieldWriter {
  let at = 0;
  const varint = (value: number): void => {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) buffer[at++] = (rest % 128) | 128;
    buffer[at++] = rest;
  };
  const head = (field: number, length: number): void => {
    varint(field * 8 + BYTES);
    varint(length);
  };
  const raw = (value: Uint8Array): void => {
    buffer.set(value, at);
    at += value.length;
  };
  return {
    number: (field, value) => {
      varint(field * 8 + VARINT);
      varint(value);
    },
    head,
    bytes: (field, value) => {
      head(field, value.length);
      raw(value);
    },
    raw,
    length: () => at,
  };
}
