import { MAX_READ_KIB } from '../../../shared/deploy/topology/checks/check-large-records.ts';
import type { Decoded, Log, Validated } from '../../../shared/log/log.ts';
import { type LogVerdict, NOTHING, type Refusal } from '../../../shared/pipeline/log-verdict.ts';
import type { Reader } from './reader.ts';

/** Which functions a log meets, from the stream it is on to the last sink. */
export interface Flow {
  /** The stream on which an entry of that stream's name begins: its own if a function reads it, else the router's. */
  readonly entryStream: (streamName: string) => string;
  /** Validates an entry with the settings of the stream's first function. */
  readonly validate: (decoded: Decoded, entryStream: string) => Validated;
  /** The rules by which that function reads an entry's time. */
  readonly timeRules: (decoded: Decoded, entryStream: string) => readonly string[];
  /** All functions that take the log or refuse it, in the order in which it reaches them. */
  readonly follow: (log: Log, decoded: Decoded, entryStream: string) => FlowVerdict;
}

/** The decisions of all functions. */
export interface FlowVerdict extends LogVerdict {
  /** Those that take it and read as registered consumers. */
  readonly fanOutBy: readonly string[];
}

/** No function takes it. */
export const NO_FLOW: FlowVerdict = { ...NOTHING, fanOutBy: [] };

/** The largest record that Lambda can give to a function. */
export const MAX_READ_BYTES = MAX_READ_KIB * 1024;

/**
 * Builds the flow of a stage.
 * @param readers all stream functions; the router first, since its settings judge what comes in.
 * @param routerStream name of the router's stream.
 */
export function createFlow(readers: readonly Reader[], routerStream: string): Flow {
  const readersOf = bySource(readers);
  const firstOf = (entryStream: string): Reader => {
    const first = readersOf.get(entryStream)?.[0] ?? readers[0];
    if (first === undefined) throw new RangeError('no function reads any stream');
    return first;
  };
  const follow: Flow['follow'] = (log, decoded, entryStream) => {
    const first = firstOf(entryStream);
    const verdict = {
      routes: [] as string[],
      aggregatedBy: [] as string[],
      sinks: [] as string[],
      streams: [] as string[],
      fanOutBy: [] as string[],
      refusals: [] as Refusal[],
    };
    const open = [entryStream];
    for (let stream = open.shift(); stream !== undefined; stream = open.shift()) {
      verdict.streams.push(stream);
      for (const reader of readersOf.get(stream) ?? []) {
        // On the first stream the record may be compressed; a log that goes on is a record as it is.
        const isReadable = stream === entryStream || log.data.length <= MAX_READ_BYTES;
        const seen = isReadable ? seenBy(reader, first, log, decoded) : unreadable(reader, log);
        const found = isRefusal(seen) ? { ...NOTHING, refusals: [seen] } : reader.judge(seen);
        if (reader.hasFanOut && found.routes.length + found.sinks.length > 0) verdict.fanOutBy.push(reader.by);
        verdict.routes.push(...found.routes);
        verdict.aggregatedBy.push(...found.aggregatedBy);
        verdict.sinks.push(...found.sinks);
        verdict.refusals.push(...found.refusals);
        open.push(...found.streams.filter((next) => !verdict.streams.includes(next) && !open.includes(next)));
      }
    }
    return verdict;
  };
  return {
    entryStream: (streamName) => (readersOf.has(streamName) ? streamName : routerStream),
    validate: (decoded, entryStream) => firstOf(entryStream).validate(decoded),
    timeRules: (decoded, entryStream) => firstOf(entryStream).timeRules(decoded),
    follow,
  };
}

function bySource(readers: readonly Reader[]): ReadonlyMap<string, readonly Reader[]> {
  return Map.groupBy(readers, ({ sourceStream }) => sourceStream);
}

/** The log as that function sees it, or its refusal. */
function seenBy(reader: Reader, first: Reader, log: Log, decoded: Decoded): Log | Refusal {
  if (reader.schemaKey === first.schemaKey) return log;
  const own = reader.validate(decoded);
  return own.status === 'valid' ? own.log : { by: reader.by, reason: own.reject.code, error: own.reject.error };
}

function unreadable({ by, sourceStream }: Reader, { data }: Log): Refusal {
  return { by, reason: 'oversize', error: `on ${sourceStream} ${unreadableText(data.length)}` };
}

/** The fate of a record that no event can hold. */
export function unreadableText(bytes: number): string {
  return `its ${bytes} bytes do not fit into an event of Lambda (6 MB): Lambda saves it to the dead-letter bucket, and no function reads it`;
}

function isRefusal(seen: Log | Refusal): seen is Refusal {
  return 'by' in seen;
}
