/** Bytes of whatever a caller gives. @throws {TypeError} for anything else, in a program without types. */
export function bufferOf(data: Uint8Array | string): Buffer {
  if (typeof data === 'string') return Buffer.from(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
