import type { Decoded, Log, Validated } from '../../../shared/log/log.ts';
import { NOTHING, type Reader, type Refusal, type Verdict } from './verdict.ts';

/** Which functions a log meets, from the stream it is on to the last sink. */
export interface Flow {
  /** The stream on which an entry of that stream's name begins: its own where somebody reads it, else the way in. */
  readonly entrance: (streamName: string) => string;
  /** What the first function of a stream makes of an entry: its settings judge it. */
  readonly validate: (decoded: Decoded, entrance: string) => Validated;
  /** Everybody who takes the log or refuses it, in the order in which it meets them. */
  readonly follow: (log: Log, decoded: Decoded, entrance: string) => Verdict;
}

/**
 * Builds the flow of a stage.
 * @param readers all stream functions; the router first, since its settings judge what comes in.
 * @param wayIn the router's stream.
 */
export function createFlow(readers: readonly Reader[], wayIn: string): Flow {
  const readersOf = bySource(readers);
  const firstOf = (entrance: string): Reader => {
    const first = readersOf.get(entrance)?.[0] ?? readers[0];
    if (first === undefined) throw new RangeError('no function reads any stream');
    return first;
  };
  const follow: Flow['follow'] = (log, decoded, entrance) => {
    const first = firstOf(entrance);
    const verdict = {
      routes: [] as string[],
      sinks: [] as string[],
      streams: [] as string[],
      refusals: [] as Refusal[],
    };
    const open = [entrance];
    for (let stream = open.shift(); stream !== undefined; stream = open.shift()) {
      verdict.streams.push(stream);
      for (const reader of readersOf.get(stream) ?? []) {
        const seen = seenBy(reader, first, log, decoded);
        const found = isRefusal(seen) ? { ...NOTHING, refusals: [seen] } : reader.judge(seen);
        verdict.routes.push(...found.routes);
        verdict.sinks.push(...found.sinks);
        verdict.refusals.push(...found.refusals);
        open.push(...found.streams.filter((next) => !verdict.streams.includes(next) && !open.includes(next)));
      }
    }
    return verdict;
  };
  return {
    entrance: (streamName) => (readersOf.has(streamName) ? streamName : wayIn),
    validate: (decoded, entrance) => firstOf(entrance).validate(decoded),
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
