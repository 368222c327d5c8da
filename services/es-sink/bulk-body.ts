import { toOneLine } from '../../shared/log/one-line.ts';

/** One document of a bulk request, ready to be written. */
export interface BulkDocument {
  /** The `create` action's line, its newline included. */
  readonly action: string;
  /** The original bytes, on one line. */
  readonly source: Buffer;
  /** Bytes in the body: action, source and the newline behind it. */
  readonly bytes: number;
}

const NEWLINE = 0x0a;
/** Ids that are their own JSON text, as UUIDs are. */
const PLAIN = /^[\w.:-]*$/;

const quote = (text: string): string => (PLAIN.test(text) ? `"${text}"` : JSON.stringify(text));

/**
 * A log as a `create` of one document.
 * @param log.data one valid JSON object; not parsed, not written anew.
 */
export const createDocument = (log: {
  readonly index: string;
  readonly id: string;
  readonly data: Buffer;
}): BulkDocument => {
  const action = `{"create":{"_index":${quote(log.index)},"_id":${quote(log.id)}}}\n`;
  const source = toOneLine(log.data);
  return { action, source, bytes: Buffer.byteLength(action) + source.length + 1 };
};

/** NDJSON for `POST /_bulk`, with the final newline it must have. */
export const buildBulkBody = (documents: readonly BulkDocument[]): Buffer => {
  const body = Buffer.allocUnsafe(documents.reduce((sum, { bytes }) => sum + bytes, 0));
  let offset = 0;
  for (const { action, source } of documents) {
    offset += body.write(action, offset);
    offset += source.copy(body, offset);
    offset = body.writeUInt8(NEWLINE, offset);
  }
  return body;
};

/** What one bulk request may hold. */
export interface ChunkLimits {
  readonly maxDocuments: number;
  readonly maxBytes: number;
}

/** Cuts documents, in their order, into chunks within the limits; a document above them stands alone. */
export const chunkDocuments = <T extends { readonly document: BulkDocument }>(
  items: readonly T[],
  { maxDocuments, maxBytes }: ChunkLimits,
): readonly (readonly T[])[] => {
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let bytes = 0;
  for (const item of items) {
    if (chunk.length > 0 && (chunk.length === maxDocuments || bytes + item.document.bytes > maxBytes)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(item);
    bytes += item.document.bytes;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
};
