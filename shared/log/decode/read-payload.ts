import type { CloudwatchOrigin } from '../entry.ts';
import { excerptValue } from '../excerpt.ts';
import type { Fields } from '../log.ts';
import type { Reject } from '../reject.ts';
import { encodeWtf8 } from '../wtf8.ts';
import type { BatchEntries } from './batch-entries.ts';
import { type CloudwatchWrap, type Envelope, originOf, placesOf, readEnvelope } from './cloudwatch.ts';
import type { DecoderParts } from './decoder-parts.ts';
import { createFieldReader, type FieldNames, type ReadFields } from './fields.ts';
import { MAX_STRUCTURE, type ParsedJson, parseJsonBytes, parseJsonText, textWithoutBom, withoutBom } from './json.ts';
import { countLines, findLine } from './ndjson.ts';
import type { AddHint } from './reject-hint.ts';
import type { ScanFields } from './scan-fields.ts';
import { createLineWatch } from './small-entries.ts';

/** Context in which a payload is read. */
export interface PayloadOptions {
  readonly recordFormat: 'json' | 'ndjson';
  readonly fields: FieldNames;
  /** The wire names out of `fields` that a log may lack: their absence is no reason to wrap a message. */
  readonly optionalFields?: readonly string[];
  /** Paths into the JSON (`a.b.c`) whose values go to `Fields.picked`, in this order. */
  readonly pickPaths?: readonly string[];
  readonly cloudwatchWrap: readonly CloudwatchWrap[];
  /** With `bytes` a payload or message that is no JSON object is an entry without fields; default `json`: it is rejected. */
  readonly content?: 'json' | 'bytes';
  readonly parts: DecoderParts;
  /** Output of all decompression within one batch, in bytes: it grows with the function's memory. */
  readonly maxBatchDecompressedBytes: number;
}

/** Reads one uncompressed payload into entries; a reject when it would take more memory than there is room for. */
export type ReadPayload = (data: Buffer, batch: BatchEntries) => Reject | undefined;

export const TOO_MANY: Reject = {
  code: 'too_large_decompressed',
  error: 'the record splits into more entries than there is memory for',
};

interface MessageOrigin {
  readonly index: number;
  readonly cloudwatch: CloudwatchOrigin;
}
type AddMessage = (message: string, origin: MessageOrigin, batch: BatchEntries) => void;

type AddText = (original: Buffer, batch: BatchEntries, index?: number) => Reject | undefined;

interface MessageTools {
  readonly readFields: ReadFields;
  readonly scan: ScanFields;
  readonly addHint: AddHint;
}

const NO_HINT: AddHint = (reject) => reject;
const NO_FIELDS: Fields = { logType: undefined, logId: undefined, time: undefined };
/** The limit of {@link MAX_STRUCTURE} however little memory there is. */
const MIN_STRUCTURE = 100_000;
/** Of the memory for decompression, bytes for each of them: a member with a key of its own takes a hundred, and leaves as much garbage. */
const STRUCTURE_BYTES = 256;

const FIELD_KEYS = ['logType', 'logId', 'time'] as const;

/** Builds the reader of payloads: a CloudWatch Logs envelope, ndjson, or one JSON text. */
export function createPayloadReader(options: PayloadOptions): ReadPayload {
  const readFields = createFieldReader(options.fields, options.pickPaths, options.parts.cutPicked);
  const { createAddHint = () => NO_HINT } = options.parts;
  const addHint = createAddHint(options.recordFormat === 'json' ? 'record' : 'line');
  const maxStructure = maxStructureOf(options);
  const scan = createBoundedScanner(options);
  const addMessage = createMessageReader(options, { readFields, scan, addHint: createAddHint('message') });

  const addEvents = (envelope: Envelope, batch: BatchEntries, firstIndex: number): Reject | undefined => {
    if (envelope.messageType === 'CONTROL_MESSAGE') return void batch.addControlMessage();
    if (!batch.claim(envelope.logEvents.length * placesOf(envelope))) return TOO_MANY;
    let index = firstIndex;
    for (const event of envelope.logEvents) {
      addMessage(event.message, { index: index++, cloudwatch: originOf(envelope, event) }, batch);
    }
    return undefined;
  };

  const addText: AddText = (original, batch, index) => {
    const data = withoutBom(original);
    const origin = index === undefined ? undefined : { index };
    const scanned = scan(data);
    if (scanned !== undefined) return void batch.add(data, scanned, origin);
    const parsed = parseJsonBytes(data, maxStructure);
    if (parsed.status === 'ok') {
      const envelope = readEnvelope(parsed.value);
      if (envelope !== undefined) return addEvents(envelope, batch, index ?? 0);
      batch.add(data, readFields(parsed.value), origin);
    } else if (options.content === 'bytes') {
      batch.add(original, NO_FIELDS, origin);
    } else {
      if (parsed.reject.code === 'too_large_decompressed') return parsed.reject;
      batch.reject(original, batch.hasHints() ? addHint(parsed.reject, data) : parsed.reject, origin);
    }
    return undefined;
  };

  return options.recordFormat === 'json' ? (data, batch) => addText(data, batch) : createLinesReader(options, addText);
}

/** Builds the reader of ndjson: each line is a text. */
function createLinesReader({ content }: PayloadOptions, addText: AddText): ReadPayload {
  return (data, batch) => {
    const controlsBefore = batch.controlMessages();
    const watch = content === 'bytes' ? undefined : createLineWatch(() => countLines(data));
    let tooSmall: Reject | undefined;
    let excess: Reject | undefined;
    findLine(data, (from, end) => {
      tooSmall = watch?.(end - from);
      if (tooSmall !== undefined) return true;
      const before = batch.partLength();
      excess = batch.claim(1) ? addText(data.subarray(from, end), batch, before) : TOO_MANY;
      if (excess !== undefined) return true;
      if (batch.partLength() === before) batch.release(1); // a control message
      return false;
    });
    if (excess !== undefined) return excess;
    if (tooSmall !== undefined) return rejectLines(data, tooSmall, batch);
    if (batch.partLength() === 0 && batch.controlMessages() === controlsBefore) rejectBlank(data, batch);
    return undefined;
  };
}

/** Reads fields without JSON.parse where it can; a text that might have too much structure is left to it. */
function createBoundedScanner(options: PayloadOptions): ScanFields {
  const scan = options.parts.createScanner?.(options.fields, options.pickPaths);
  const maxBytes = maxStructureOf(options);
  return scan === undefined ? () => undefined : (data) => (data.length <= maxBytes ? scan(data) : undefined);
}

/** The text as one entry, whatever was made of its lines so far. */
function rejectLines(data: Buffer, reject: Reject, batch: BatchEntries): undefined {
  batch.takeBackPart();
  batch.reject(data, reject);
}

function rejectBlank(data: Buffer, batch: BatchEntries): void {
  const error = `expected lines of JSON, got ${data.length} bytes of blank lines`;
  batch.reject(data, { code: 'not_json', error }, { index: 0 });
}

/** The reader of a CloudWatch log event's message: a log as it stands, or wrapped where a rule says so, or a reject. */
function createMessageReader(options: PayloadOptions, { readFields, scan, addHint }: MessageTools): AddMessage {
  const wrap = options.parts.createWrapper?.(options.cloudwatchWrap, options.fields);
  const { fields, optionalFields = [] } = options;
  const required = FIELD_KEYS.filter((key) => !optionalFields.includes(fields[key]));
  const maxStructure = maxStructureOf(options);
  const isLog = (found: Fields): boolean => required.every((key) => found[key] !== undefined);

  return (message, origin, batch) => {
    const text = textWithoutBom(message);
    if (text.isWellFormed()) {
      const data = Buffer.from(text);
      const scanned = scan(data);
      if (scanned !== undefined && isLog(scanned)) return batch.add(data, scanned, origin);
    }
    const parsed = parseMessage(text, maxStructure);
    const found = parsed.status === 'ok' ? readFields(parsed.value) : undefined;
    if (found === undefined || !isLog(found)) {
      const wrapped = wrap?.(message, origin.cloudwatch);
      if (wrapped !== undefined) return batch.add(Buffer.from(JSON.stringify(wrapped)), readFields(wrapped), origin);
    }
    if (parsed.status === 'rejected') {
      const data = encodeWtf8(message);
      if (options.content === 'bytes') return batch.add(data, NO_FIELDS, origin);
      batch.reject(data, batch.hasHints() ? addHint(parsed.reject, data) : parsed.reject, origin);
    } else if (found !== undefined) batch.add(Buffer.from(text), found, origin);
  };
}

/** JSON can spell halves of characters (`\\ud800`), which no UTF-8 text can hold. */
function parseMessage(text: string, maxStructure: number): ParsedJson {
  return text.isWellFormed()
    ? parseJsonText(text, maxStructure)
    : {
        status: 'rejected',
        reject: { code: 'not_utf8', error: `expected UTF-8, got a lone surrogate in ${excerptValue(text)}` },
      };
}

function maxStructureOf({ maxBatchDecompressedBytes }: PayloadOptions): number {
  return Math.min(MAX_STRUCTURE, Math.max(MIN_STRUCTURE, Math.floor(maxBatchDecompressedBytes / STRUCTURE_BYTES)));
}
