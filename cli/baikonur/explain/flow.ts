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
  readonly follow: (log: Log, decoded: Decoded, entryStream: string) => LogVerdict;
}

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
      refusals: [] as Refusal[],
    };
    const open = [entryStream];
    for (let stream = open.shift(); stream !== undefined; stream = open.shift()) {
      verdict.streams.push(stream);
      for (const reader of readersOf.get(stream) ?? []) {
        const seen = seenBy(reader, first, log, decoded);
        const found = isRefusal(seen) ? { ...NOTHING, refusals: [seen] } : reader.judge(seen);
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

function isRefusal(seen: Log | Refusal): seen is Refusal {
  return 'by' in seen;
}
