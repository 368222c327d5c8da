import { chunkRecords } from '../../shared/delivery/chunk-records.ts';
import { withoutLineFeeds } from '../../shared/log/one-line.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';

/** One document of a bulk request, ready to be written. */
export interface BulkDocument {
  /** Of its index, by {@link createHead}. The action is put together when it is written: kept, it would outlive its request. */
  readonly head: string;
  /** The id, with JSON's escapes. */
  readonly idText: string;
  /** The original bytes, without line feeds: the only byte that ends a line of a bulk body. */
  readonly source: Buffer;
  /** Bytes in the body: action and source, with a newline behind each. */
  readonly bytes: number;
}

/** Only what the outcomes are made of: the whole answer is as long as the request. */
const FILTER_PATH = 'errors,items.*.status,items.*._index,items.*.error';

const ACTION_END = '"}}\n';
const NEWLINE = 0x0a;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const DELETE = 0x7f;

/** Limits of one bulk request. */
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
 * @param data one valid JSON object; it is neither parsed nor serialised again.
 */
export function createDocument(head: string, id: string, data: Buffer): BulkDocument {
  const source = withoutLineFeeds(data);
  const needsNoEscape = isPlain(id);
  const idText = needsNoEscape ? id : JSON.stringify(id).slice(1, -1);
  const idBytes = needsNoEscape ? idText.length : Buffer.byteLength(idText);
  return { head, idText, source, bytes: head.length + idBytes + ACTION_END.length + source.length + 1 };
}

/** Whether a text is ASCII without JSON escapes, as UUIDs are. A loop: a regular expression takes three times as long. */
function isPlain(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < SPACE || code >= DELETE || code === QUOTE || code === BACKSLASH) return false;
  }
  return true;
}

/**
 * The bulk request for a body.
 * @param engineTimeoutMs how long the engine may wait for its shards before it answers.
 */
export function createBulkRequest(body: Buffer, engineTimeoutMs: number): Parameters<CallSearch>[0] {
  return {
    method: 'POST',
    path: '/_bulk',
    query: { filter_path: FILTER_PATH, timeout: `${engineTimeoutMs}ms` },
    body,
  };
}

/** NDJSON for `POST /_bulk`, with the final newline that it must have. */
export function buildBulkBody(documents: readonly BulkDocument[]): Buffer {
  const body = Buffer.allocUnsafe(documents.reduce((sum, { bytes }) => sum + bytes, 0));
  let offset = 0;
  for (const { head, idText, source, bytes } of documents) {
    const action = `${head}${idText}${ACTION_END}`;
    // As many bytes as characters: ASCII, and latin1 is the faster encoder.
    const isAscii = action.length + source.length + 1 === bytes;
    offset += body.write(action, offset, isAscii ? 'latin1' : 'utf8');
    body.set(source, offset);
    offset += source.length;
    body[offset++] = NEWLINE;
  }
  return body;
}

/** Cuts documents, in their order, into chunks within the limits; a larger document is alone in its chunk. */
export function chunkDocuments<T extends Pick<BulkDocument, 'bytes'>>(
  documents: readonly T[],
  { maxDocuments, maxBytes }: ChunkLimits,
): readonly (readonly T[])[] {
  const sizes = documents.map(({ bytes }) => bytes);
  const ends = chunkRecords(sizes, { maxRecords: maxDocuments, maxCallBytes: maxBytes });
  return ends.map((end, index) => documents.slice(ends[index - 1] ?? 0, end));
}
