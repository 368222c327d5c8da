import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { createEachDecoder } from '../log/decode/decode-records.ts';
import { ALL_PARTS } from '../log/decode/decoder-parts.ts';
import { createValidator } from '../log/schema.ts';
import { createTimeParser } from '../log/timestamp/parse-time.ts';
import { compileTypePatterns } from '../log/type-pattern.ts';
import type { CommonSettings } from '../settings/common-settings.ts';
import type { Env } from '../settings/env-reader.ts';
import type { ClosedBatch, OpenBatch } from './batch.ts';
import type { Observe } from './batch-report.ts';
import { createChain, type LambdaHandler } from './chain.ts';
import { createDeliverBatch } from './deliver-batch.ts';
import { keepLogsYoung } from './keep-logs-young.ts';
import { closeLedger } from './middleware/close-ledger.ts';
import { reportBatch } from './middleware/report-batch.ts';
import { routeByType } from './middleware/route-by-type.ts';
import { type SpillOptions, spillDeadLetters } from './middleware/spill-dead-letters.ts';
import { trackRetries } from './middleware/track-retries.ts';
import { validateSchema } from './middleware/validate-schema.ts';
import { openBatch } from './open-batch.ts';
import { type Deliver, ONLY_TARGET } from './outcome.ts';
import type { GetObject, ProgressTable, PutObject } from './ports.ts';
import { createSurvivedMarks, markStart, type SurvivedMarks } from './progress/mark-start.ts';
import { createProgressStore } from './progress/progress-store.ts';
import { WITH_RECALL } from './progress/recall.ts';
import { saveProgress } from './progress/save-progress.ts';
import { type Recall, startReadingProgress } from './progress/start-reading.ts';
import { createRedriveHandler } from './redrive/redrive-batch.ts';
import { isRedriveEvent, type RedriveAnswer, type RedriveEvent } from './redrive/redrive-event.ts';
import { createRetryOptions } from './retry/retry-options.ts';
import { type RetryOptions, withRetries } from './retry/with-retries.ts';
import type { SelectTargets } from './sort-logs.ts';
import { createUnknownZones } from './unknown-zones.ts';

/** The service's part of the pipeline, and the ports. */
export interface LogPipelineOptions {
  readonly settings: CommonSettings;
  /** Delivers logs to one target, without retries. */
  readonly deliver: Deliver;
  /** Calls of `deliver` in one invocation for a log that the destination rejects individually, the first included. */
  readonly maxTries: number;
  readonly ports: { readonly putObject: PutObject; readonly getObject: GetObject; readonly progress: ProgressTable };
  readonly observe: Observe;
  /** Targets of a log; default: its only target where the whitelist takes its type. */
  readonly selectTargets?: SelectTargets;
  /** JSON paths whose values `selectTargets` finds in `Log.picked`. */
  readonly pickPaths?: readonly string[];
  /** `onFailure` for destinations that recognise a log that comes again; default `eager`. */
  readonly recall?: Recall;
  /** The function's environment: `IS_LOCAL` ends retries after `maxTries`. */
  readonly env?: Env;
  /** Pauses between tries, of deliveries and of dead letters; default: the system's clock and randomness. */
  readonly pauses?: Omit<RetryOptions, 'maxTries'>;
  /** Marks that this process outlived; default: remembered from its first batch on. */
  readonly survivedMarks?: SurvivedMarks;
  /** Epoch milliseconds; default: the system's clock. */
  readonly now?: () => number;
  /** A signal that aborts after so many milliseconds; default: `AbortSignal.timeout`. */
  readonly createSignal?: (ms: number) => AbortSignal;
  /** Whether a ledger that does not match throws; default: at stage `local` only. */
  readonly strict?: boolean;
}

/** A Lambda handler of a Kinesis event source with `ReportBatchItemFailures`, which an operator may invoke as well. */
export interface StreamHandler {
  (event: KinesisStreamEvent, context: Context): Promise<KinesisStreamBatchResponse>;
  (event: RedriveEvent, context: Context): Promise<RedriveAnswer>;
}

const HOUR_MS = 3_600_000;
/** Of the memory for decompression, the part that dead letters being written may take: they come on top of it. */
const DEAD_LETTER_SHARE = 4;

/**
 * Builds a service's handler: one middy chain around its `deliver`, written in the order in which it runs. Dead letters
 * are saved before progress, and progress before the response. An operator's event has a handler of its own.
 */
export function createLogPipeline(options: LogPipelineOptions): StreamHandler {
  const { settings, ports, observe, recall = 'eager', now = Date.now } = options;
  const { stage, functionName } = settings;
  const spill = spillOptions(options);
  const { retries, createSignal } = spill;
  const { deadLetterBucket: bucket, deadLetterPrefix: prefix } = settings;
  const limits = { maxAttempts: settings.maxAttempts, holdMaxAgeMs: settings.holdMaxAgeHours * HOUR_MS };
  const rowLifetimeMs = 2 * limits.holdMaxAgeMs + 24 * HOUR_MS;
  const kept = { bucket, prefix, rowLifetimeMs, now, createSignal };
  const progress = createProgressStore({ ...ports, table: ports.progress, ...kept });
  const deliver = createDeliverBatch({ deliver: withRetries(options.deliver, retries), now, createSignal });
  const survivedMarks = options.survivedMarks ?? createSurvivedMarks();
  const { decoders, ...read } = readOptions(options);
  keepLogsYoung();

  const handleBatch = createChain<KinesisStreamEvent, OpenBatch>((event, context) => openBatch(event, context, now))
    .before(startReadingProgress(progress, recall))
    .before(markStart(progress, { recall, now, survivedMarks }))
    .before(validateSchema({ ...read, decode: decoders.whole }))
    .before(routeByType)
    .handler(WITH_RECALL[recall](deliver))
    .after(trackRetries(limits, now))
    .after(spillDeadLetters(spill))
    .after(saveProgress(progress, now))
    .after(closeLedger)
    .after(reportBatch({ observe, now, strict: options.strict ?? stage === 'local' }))
    .respond(reportFailures);

  const redriving = { functionName, stage, decoders, read, spill, observe, now };
  const handleRedrive = createRedriveHandler({ ...redriving, deliver: WITH_RECALL.eager(deliver) });
  return dispatch(handleBatch, handleRedrive);
}

function dispatch(
  handleBatch: LambdaHandler<KinesisStreamEvent, KinesisStreamBatchResponse>,
  handleRedrive: LambdaHandler<RedriveEvent, RedriveAnswer>,
): StreamHandler {
  function handle(event: KinesisStreamEvent, context: Context): Promise<KinesisStreamBatchResponse>;
  function handle(event: RedriveEvent, context: Context): Promise<RedriveAnswer>;
  function handle(event: KinesisStreamEvent | RedriveEvent, context: Context) {
    return isRedriveEvent(event) ? handleRedrive(event, context) : handleBatch(event, context);
  }
  return handle;
}

function spillOptions(options: LogPipelineOptions): SpillOptions {
  const { settings, ports, now = Date.now } = options;
  const { functionName, stage, deadLetterBucket: bucket, deadLetterPrefix: prefix, decode, schema } = settings;
  const createSignal = options.createSignal ?? ((ms: number) => AbortSignal.timeout(Math.floor(ms)));
  const retries = { ...createRetryOptions(options.maxTries, options.env), ...options.pauses };
  const naming = { functionName, stage, prefix, unknownType: schema.unknownType };
  const maxBytes = decode.maxBatchDecompressedBytes / DEAD_LETTER_SHARE;
  return { putObject: ports.putObject, bucket, naming, retries, maxBytes, now, createSignal };
}

function readOptions({ settings, selectTargets, pickPaths = [] }: LogPipelineOptions) {
  const { schema, whitelist } = settings;
  const { fields, optionalFields } = schema;
  const unknownZones = createUnknownZones();
  const parseTime = createTimeParser({ ...schema.timestamps, onUnknownZone: unknownZones.add });
  const decoding = { parts: ALL_PARTS, ...settings.decode, fields, optionalFields, pickPaths };
  return {
    decoders: {
      whole: createEachDecoder(decoding),
      piece: createEachDecoder({ ...decoding, recordFormat: 'json' }),
    },
    validate: createValidator({ ...schema, parseTime }),
    selectTargets: selectTargets ?? selectByWhitelist(whitelist),
    takeUnknownZones: unknownZones.take,
  };
}

/** One list for all logs: nothing is allocated for a log. */
function selectByWhitelist(whitelist: CommonSettings['whitelist']): SelectTargets {
  const takesType = compileTypePatterns(whitelist);
  const only = [ONLY_TARGET];
  const none: readonly string[] = [];
  return ({ logType }) => (takesType(logType) ? only : none);
}

/**
 * Lambda's response. The lowest reported sequence number is where the shard goes on.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
function reportFailures({ checkpoint }: ClosedBatch): KinesisStreamBatchResponse {
  return { batchItemFailures: checkpoint === undefined ? [] : [{ itemIdentifier: checkpoint }] };
}
