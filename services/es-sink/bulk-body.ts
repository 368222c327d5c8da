import { withoutLineFeeds } from '../../shared/log/one-line.ts';

/** One document of a bulk request, ready to be written. */
export interface BulkDocument {
  /** The `create` action with the newline behind it. */
  readonly action: string;
  readonly actionBytes: number;
  /** The original bytes, without line feeds: the only byte that ends a line of a bulk body. */
  readonly source: Buffer;
  /** Bytes in the body: action, source and the newline behind it. */
  readonly bytes: number;
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DELETE = 0x7f;

/** What one bulk request may hold. */
export interface ChunkLimits {
  readonly maxDocuments: number;
  readonly maxBytes: number;
}

/** The part of a `create` action that all documents of an index share. Index names are ASCII. */
export function createHead(index: string): string {
  return `{"create":{"_index":${JSON.stringify(index)},"_id":"`;
}

/**
 * A log as a `create` of one document.
 * @param head of its index, by {@link createHead}.
 * @param data one valid JSON object; not parsed, not written anew.
 */
export function createDocument(head: string, id: string, data: Buffer): BulkDocument {
  const source = withoutLineFeeds(data);
  const isItsOwnText = isPlain(id);
  const action = `${head}${isItsOwnText ? id : JSON.stringify(id).slice(1, -1)}"}}\n`;
  const actionBytes = isItsOwnText ? action.length : Buffer.byteLength(action);
  return { action, actionBytes, source, bytes: actionBytes + source.length + 1 };
}

/** Whether a text is ASCII and its own JSON text, as UUIDs are. A loop: the regular expression takes three times as long. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < SPACE || code >= DELETE || code === QUOTE || code === BACKSLASH) return false;
  }
  return true;
}

/** NDJSON for `POST /_bulk`, with the final newline it must have. */
export function buildBulkBody(documents: readonly BulkDocument[]): Buffer {
  const body = Buffer.allocUnsafe(documents.reduce((sum, { bytes }) => sum + bytes, 0));
  let offset = 0;
  for (const { action, actionBytes, source } of documents) {
    // As many bytes as characters: ASCII, for which there is a faster way.
    offset += body.write(action, offset, actionBytes === action.length ? 'latin1' : 'utf8');
    body.set(source, offset);
    offset += source.length;
    body[offset++] = NEWLINE;
  }
  return body;
}

/** Cuts documents, in their order, into chunks within the limits; a document above them stands alone. */
export function chunkDocuments<T extends Pick<BulkDocument, 'bytes'>>(
  documents: readonly T[],
  { maxDocuments, maxBytes }: ChunkLimits,
): readonly (readonly T[])[] {
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let bytes = 0;
  for (const document of documents) {
    if (chunk.length > 0 && (chunk.length === maxDocuments || bytes + document.bytes > maxBytes)) {
      chunks.push(chunk);
      chunk = [];
      bytes = 0;
    }
    chunk.push(document);
    bytes += document.bytes;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}
