import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import type { CloudwatchOrigin } from '../../../shared/log/entry.ts';
import type { Decoded, DecodedBatch, Log, Validated } from '../../../shared/log/log.ts';
import { ISO_RULE } from '../../../shared/log/timestamp/parse-time.ts';
import { epochMsOf } from '../../../shared/log/timestamp/utc-text.ts';
import type { LogVerdict } from '../../../shared/pipeline/log-verdict.ts';
import { decodeInTurns } from '../input/decode-in-turns.ts';
import type { Destinations } from './destinations.ts';
import type { Explained, Explanation } from './explanation.ts';
import { type Flow, NO_FLOW } from './flow.ts';

/** The parts of a stage that explaining needs. */
export interface Tools {
  readonly decode: (records: readonly StreamRecord[]) => DecodedBatch;
  readonly flow: Flow;
  readonly destinations: Destinations;
  /** The whitelist of the command's environment, before everything. */
  readonly isListed: (logType: string) => boolean;
  /** Services of the sinks in `config/`. */
  readonly configuredSinks: ReadonlySet<string>;
}

/** Where records come from. */
export interface RecordOrigin {
  /** Whether the records have real sequence numbers, or ones made from the line numbers of a file. */
  readonly hasIdentity: boolean;
  readonly line?: number;
}

/** A log and what happens to it. */
interface Judged {
  readonly explanation: Explanation;
  /** Set where a sink is named for it. */
  readonly log?: Log;
  readonly hasKey: boolean;
}

/** Explains records that came together, as a function would handle them: decode, schema, who takes them, where they end. */
export function explainRecords(records: readonly StreamRecord[], tools: Tools, origin: RecordOrigin): Explained {
  const explanations: Explanation[] = [];
  let controlMessages = 0;
  for (const batch of decodeInTurns(tools.decode, records)) {
    explanations.push(...explainBatch(batch, tools, origin));
    controlMessages += batch.controlMessages;
  }
  return { explanations, controlMessages };
}

function explainBatch(batch: DecodedBatch, tools: Tools, origin: RecordOrigin): readonly Explanation[] {
  const judged = batch.entries.map((decoded) => explainEntry(decoded, tools));
  const archived = judged.flatMap(({ log, hasKey }, place) => (log !== undefined && hasKey ? [{ log, place }] : []));
  const keys = tools.destinations.s3Keys(archived.map(({ log }) => log));
  const keyAt = new Map(archived.map(({ place }, index) => [place, keys[index]]));
  return batch.entries.map((decoded, place) => {
    // One for one with the entries.
    const { explanation } = judged[place] as Judged;
    return complete(decoded, explanation, keyAt.get(place), origin);
  });
}

function explainEntry(decoded: Decoded, tools: Tools): Judged {
  const { flow } = tools;
  const { identity } = decoded.entry;
  const validated = flow.validate(decoded, flow.entryStream(identity.slice(0, identity.indexOf('/'))));
  return validated.status === 'valid'
    ? explainLog(validated.log, decoded, tools)
    : { explanation: rejectedParts(validated), hasKey: false };
}

function explainLog(log: Log, decoded: Decoded, { flow, destinations, isListed, configuredSinks }: Tools): Judged {
  const { logType, logId, timeNs, identity } = log;
  const entryStream = flow.entryStream(identity.slice(0, identity.indexOf('/')));
  const listed = isListed(logType);
  const verdict = listed ? flow.follow(log, decoded, entryStream) : NO_FLOW;
  const outcome = outcomeOf(verdict);
  const isTaken = outcome.outcome === 'valid';
  // A sink that is not in config/ is shown as if it were; one that is in it only where it takes the log.
  const isShown = (sink: string): boolean => isTaken && (verdict.sinks.includes(sink) || !configuredSinks.has(sink));
  const tag = isShown('fluent-sink') ? destinations.fluentTag(log) : undefined;
  const athena = isShown('s3-sink') ? destinations.athena(log) : undefined;
  const key = isTaken ? destinations.partitionKey(withKey(log)) : undefined;
  const explanation: Explanation = {
    ...outcome,
    logType,
    logId,
    timeMs: epochMsOf(timeNs),
    ...timeRulesOf(flow.timeRules(decoded, entryStream)),
    routes: verdict.routes,
    ...(verdict.aggregatedBy.length === 0 ? {} : { aggregatedBy: verdict.aggregatedBy }),
    ...(verdict.fanOutBy.length === 0 ? {} : { fanOutBy: verdict.fanOutBy }),
    ...(athena === undefined ? {} : { athena }),
    ...(isShown('es-sink') ? destinations.esNames(log) : {}),
    ...(tag === undefined ? {} : { fluentTag: tag }),
    ...(key === undefined ? {} : { partitionKey: key }),
    sinks: verdict.sinks,
    ...(verdict.refusals.length === 0 ? {} : { refusals: verdict.refusals }),
  };
  return { explanation, log, hasKey: isShown('s3-sink') };
}

function timeRulesOf(rules: readonly string[]): Pick<Explanation, 'timeRules'> {
  return rules.length === 0 || rules.every((rule) => rule === ISO_RULE) ? {} : { timeRules: rules };
}

function outcomeOf({
  routes,
  sinks,
  refusals: [refusal],
}: LogVerdict): Pick<Explanation, 'outcome' | 'reason' | 'error'> {
  if (routes.length > 0 || sinks.length > 0) return { outcome: 'valid' };
  return refusal === undefined
    ? { outcome: 'filtered' }
    : { outcome: 'rejected', reason: refusal.reason, error: refusal.error };
}

/** A line has no partition key of its own; `send` gives it its log id. */
function withKey(log: Log): Log {
  return log.partitionKey === '' ? { ...log, partitionKey: log.logId } : log;
}

function rejectedParts(validated: Extract<Validated, { status: 'rejected' }>) {
  return {
    outcome: 'rejected' as const,
    reason: validated.reject.code,
    error: validated.reject.error,
    ...(validated.logType === undefined ? {} : { logType: validated.logType }),
    ...(validated.logId === undefined ? {} : { logId: validated.logId }),
    routes: [],
    sinks: [],
  };
}

/** In the order that machines and people read: where it is from, what happens to it, where it ends. */
function complete(
  decoded: Decoded,
  explanation: Explanation,
  s3Key: string | undefined,
  origin: RecordOrigin,
): Explanation {
  const { cloudwatch, identity } = decoded.entry;
  const { outcome, reason, error, logType, logId, timeMs, timeRules, routes, aggregatedBy, fanOutBy, ...rest } =
    explanation;
  return {
    ...(origin.hasIdentity ? { identity } : {}),
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(error === undefined ? {} : { error }),
    ...(logType === undefined ? {} : { logType }),
    ...(logId === undefined ? {} : { logId }),
    ...(timeMs === undefined ? {} : { timeMs }),
    ...(timeRules === undefined ? {} : { timeRules }),
    routes,
    ...(aggregatedBy === undefined ? {} : { aggregatedBy }),
    ...(fanOutBy === undefined ? {} : { fanOutBy }),
    ...(s3Key === undefined ? {} : { s3Key }),
    ...rest,
    ...(cloudwatch === undefined ? {} : { cloudwatch: originOf(cloudwatch) }),
    ...(origin.line === undefined ? {} : { line: origin.line }),
  };
}

function originOf({ logGroup, logStream, systemFields }: CloudwatchOrigin) {
  return { logGroup, logStream, ...(systemFields === undefined ? {} : { systemFields }) };
}
