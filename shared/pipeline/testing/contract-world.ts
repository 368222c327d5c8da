import type { CommonSettings } from '../../settings/common-settings.ts';
import { parseCommonSettings } from '../../settings/common-settings.ts';
import type { BatchReport } from '../batch-report.ts';
import type { Ledger } from '../ledger.ts';
import { createLogPipeline, type LogPipelineOptions } from '../log-pipeline.ts';
import { REDRIVE_FORM, type RedriveEvent, type RedriveOutcome, type RedriveRecord } from '../redrive/redrive-event.ts';
import { kinesisEvent, lambdaContext, sequenceNumberAt } from './kinesis-events.ts';
import {
  createMemoryBucket,
  createMemoryProgressTable,
  type MemoryBucket,
  type MemoryProgressTable,
} from './memory-ports.ts';

/** How the destination treats what it is sent. */
export type DestinationFault = 'none' | 'down' | 'hang' | { readonly refuse: (text: string) => boolean };

/** A service under test: its part of the pipeline, and its simulated destination. */
export interface ContractSubject {
  readonly pipeline: Pick<LogPipelineOptions, 'deliver' | 'selectTargets' | 'pickPaths' | 'recall' | 'pauses'> & {
    /** Default 4. */
    readonly maxTries?: number;
  };
  /** The JSON texts the destination has taken, repeats included, in any order. */
  readonly received: () => readonly string[] | Promise<readonly string[]>;
  readonly setFault: (fault: DestinationFault) => void;
}

/** The world around a service: clock, dead-letter bucket, progress table, and the event source. */
export interface ContractWorld {
  readonly settings: CommonSettings;
  readonly bucket: MemoryBucket;
  readonly progress: MemoryProgressTable;
  readonly now: () => number;
  readonly advance: (ms: number) => void;
  readonly use: (subject: ContractSubject) => void;
  /**
   * Invokes the service with the payloads, the first at position `at` of the shard (default 0), left out up to `from`.
   * @returns positions that the service reported.
   */
  readonly invoke: (
    payloads: readonly (Buffer | string)[],
    options?: { readonly at?: number; readonly from?: number; readonly timeoutMs?: number },
  ) => Promise<readonly number[]>;
  /** Invokes the service as an operator does, with the records, all for one target (default `-`). */
  readonly redrive: (
    records: readonly RedriveRecord[],
    options?: Partial<Pick<RedriveEvent, 'target' | 'generation'>>,
  ) => Promise<readonly RedriveOutcome[]>;
  readonly lastReport: () => BatchReport | undefined;
  readonly lastLedger: () => Ledger | undefined;
}

const ENV = { FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress', LOG_TYPE_WHITELIST: 'app' };
const PAUSES = { baseMs: 100, capMs: 5000, untilDeadline: true, random: () => 0.5 };
const START_MS = Date.UTC(2024, 5, 7, 4);

/** A fresh world for one test. */
export function createContractWorld(): ContractWorld {
  const settings = parseCommonSettings(ENV, 'contract');
  const bucket = createMemoryBucket();
  const progress = createMemoryProgressTable();
  const reports: BatchReport[] = [];
  let nowMs = START_MS;
  let subject: ContractSubject | undefined;
  const now = () => nowMs;
  const advance = (ms: number): void => {
    nowMs += ms;
  };
  const pauses = { ...PAUSES, sleep: async (ms: number) => advance(Math.max(1, ms)) };

  const createHandler = () => {
    if (subject === undefined) throw new Error('the world has no subject yet: call use()');
    return createLogPipeline({
      maxTries: 4,
      pauses,
      ...subject.pipeline,
      settings,
      ports: { putObject: bucket.putObject, getObject: bucket.getObject, progress },
      observe: (report) => reports.push(report),
      now,
      strict: true,
    });
  };
  const invoke: ContractWorld['invoke'] = async (payloads, { at = 0, from = 0, timeoutMs = 30_000 } = {}) => {
    const sent = payloads.map((data, n) => ({ data, position: at + n, arrivedAtMs: START_MS })).slice(from);
    const { batchItemFailures } = await createHandler()(kinesisEvent(sent), lambdaContext(timeoutMs, now));
    return batchItemFailures.map(({ itemIdentifier }) => positionOf(itemIdentifier, sent));
  };

  return {
    settings,
    bucket,
    progress,
    now,
    advance,
    use: (used) => {
      subject = used;
    },
    invoke,
    redrive: async (records, more) =>
      (await createHandler()(redriveEvent(settings, records, more), lambdaContext(30_000, now))).outcomes,
    lastReport: () => reports.at(-1),
    lastLedger: () => reports.at(-1)?.ledger,
  };
}

function redriveEvent(
  { functionName, stage }: CommonSettings,
  records: readonly RedriveRecord[],
  more: Parameters<ContractWorld['redrive']>[1],
): RedriveEvent {
  const rest = { function: functionName, stage, target: '-', generation: 1, records, ...more };
  return { form: REDRIVE_FORM, run: 'run-1', ...rest };
}

function positionOf(sequenceNumber: string, sent: readonly { readonly position: number }[]): number {
  const record = sent.find(({ position }) => sequenceNumberAt(position) === sequenceNumber);
  if (record === undefined) throw new Error(`the service reported ${sequenceNumber}, which is not in the batch`);
  return record.position;
}
