import { toOneLine } from '../../shared/log/one-line.ts';

/** One document of a bulk request, ready to be written. */
export interface BulkDocument {
  /** The `create` action up to the id; one Buffer an index. */
  readonly head: Buffer;
  /** The id as it stands between quotes in JSON. */
  readonly idText: string;
  readonly idBytes: number;
  /** The original bytes, on one line. */
  readonly source: Buffer;
  /** Bytes in the body: action, source and the newline behind it. */
  readonly bytes: number;
}

const NEWLINE = 0x0a;
/** Ids that are their own JSON text, as UUIDs are. */
const PLAIN = /^[\w.:-]*$/;
const TAIL = Buffer.from('"}}\n');

/** The part of a `create` action that all documents of an index share. */
export const createHead = (index: string): Buffer =>
  Buffer.from(`{"create":{"_index":${JSON.stringify(index)},"_id":"`);

/**
 * A log as a `create` of one document.
 * @param head of its index, by {@link createHead}.
 * @param data one valid JSON object; not parsed, not written anew.
 */
export const createDocument = (head: Buffer, id: string, data: Buffer): BulkDocument => {
  const isPlain = PLAIN.test(id);
  const idText = isPlain ? id : JSON.stringify(id).slice(1, -1);
  const idBytes = isPlain ? id.length : Buffer.byteLength(idText);
  const source = toOneLine(data);
  return { head, idText, idBytes, source, bytes: head.length + idBytes + TAIL.length + source.length + 1 };
};

/** NDJSON for `POST /_bulk`, with the final newline it must have. */
export const buildBulkBody = (documents: readonly { readonly document: BulkDocument }[]): Buffer => {
  const body = Buffer.allocUnsafe(documents.reduce((sum, { document }) => sum + document.bytes, 0));
  let offset = 0;
  for (const { document } of documents) {
    const { head, idText, idBytes, source } = document;
    offset += head.copy(body, offset);
    // As many bytes as characters: ASCII, for which there is a faster way.
    offset += body.write(idText, offset, idBytes === idText.length ? 'latin1' : 'utf8');
    offset += TAIL.copy(body, offset);
    offset += source.copy(body, offset);
    body[offset++] = NEWLINE;
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
