/**
 * Width to which sequence numbers are padded: they have up to 56 digits today, and DynamoDB numbers hold only 38.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Record.html
 */
const WIDTH = 60;

/**
 * A sequence number as text whose order is the order of the stream: decimal, zero-padded to 60 digits.
 * @throws {RangeError} when the text is not decimal or longer than 60 digits.
 */
export function padSequenceNumber(sequenceNumber: string): string {
  if (!/^\d{1,60}$/.test(sequenceNumber)) {
    throw new RangeError(
      `sequence number: expected 1 to ${WIDTH} decimal digits, got ${JSON.stringify(sequenceNumber)}`,
    );
  }
  return sequenceNumber.padStart(WIDTH, '0');
}

/** Orders two decimal sequence numbers: negative when `a` comes before `b` in the stream, 0 when they are the same. */
export function compareSequenceNumbers(a: string, b: string): number {
  const left = a.padStart(WIDTH, '0');
  const right = b.padStart(WIDTH, '0');
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
