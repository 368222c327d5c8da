import { readFunctionLines } from '../../../local/ledger/read-totals.ts';
import { STATE_DIRECTORY } from '../../../local/stack/paths.ts';
import { loadStack } from '../../../local/stack/stack-state.ts';
import { createOpenObject } from '../../../shared/aws/open-object.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { createReadArrivalTimes } from '../aws/arrival-times.ts';
import type { AwsClients } from '../aws/clients.ts';
import { createGetMetrics } from '../aws/get-metrics.ts';
import { createListObjects } from '../aws/list-objects.ts';
import { createReadSummaries } from '../aws/read-summaries.ts';
import { explainMissing } from '../aws/require-stream.ts';
import { operate, writeDocument, writeLines } from '../operator/operate.ts';
import { fixRange, isoTime, type TimeRange } from '../operator/time-range.ts';
import { createPaint } from '../output/paint.ts';
import { createProgress } from '../output/progress.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { audit } from './audit.ts';
import { type AuditSource, PERIOD_MS, type Range } from './figures.ts';
import { createMetricSource } from './metric-figures.ts';
import { printAudit } from './print-audit.ts';
import { createReadPutBack } from './put-back-runs.ts';
import { type DeepOptions, readDeep, runDeep } from './run-deep.ts';
import { countTimes, createSummarySource } from './summary-figures.ts';

/** Options of `baikonur audit`. */
export type AuditOptions = DeepOptions;

const DAY_MS = 86_400_000;
/** CloudWatch keeps periods of five minutes so long. */
const KEPT_MS = 63 * DAY_MS;

/** Runs `baikonur audit`. */
export async function runAudit(options: AuditOptions, shell: Shell): Promise<ExitCode> {
  const deep = readDeep(options);
  if (deep !== undefined) {
    return operate(options, shell, ({ topology, clients }) => runDeep(deep, options, { topology, clients, shell }));
  }
  const range = toPeriods(fixRange(options, shell, DAY_MS), shell.now());
  return operate(options, shell, async ({ topology, clients }) => {
    const { deadLetterBucket, settings } = topology;
    const runs = { bucket: deadLetterBucket.name, prefix: settings.deadLetters.prefix };
    const ports = { list: createListObjects(clients.s3), open: createOpenObject(clients.s3) };
    const putBack = createReadPutBack(ports, runs);
    const source = { ...(await sourceOf(topology, clients, shell)), putBack };
    const progress = createProgress(shell);
    progress.show('reading what every function and stream counted');
    const found = await audit(topology, source, range).finally(progress.clear);
    if (options.json) writeDocument(shell, found);
    else {
      const paint = createPaint(shell.stdout, shell.env);
      writeLines(shell, printAudit(found, { shorten: shortener(topology), paint, width: shell.stdout.columns }));
    }
    return found.balanced ? 0 : 1;
  });
}

/** The periods that a range touches. */
function toPeriods({ fromMs, toMs }: TimeRange, nowMs: number): Range {
  if (fromMs < nowMs - KEPT_MS) {
    throw new UsageError([
      `--since: expected at most 63 days ago: CloudWatch keeps the counts of five minutes so long; got ${isoTime(fromMs)}`,
    ]);
  }
  return { fromMs: fromMs - (fromMs % PERIOD_MS), toMs: Math.ceil(toMs / PERIOD_MS) * PERIOD_MS };
}

/** CloudWatch; the local AWS makes no metrics of log lines. */
async function sourceOf(topology: Topology, clients: AwsClients, { env }: Shell): Promise<AuditSource> {
  if (topology.stage !== 'local' && !env['AWS_ENDPOINT_URL']) {
    return createMetricSource(createGetMetrics(clients.cloudWatch), createReadSummaries(clients.logs));
  }
  const stack = env['AWS_ENDPOINT_URL'] ? undefined : await loadStack(STATE_DIRECTORY);
  const lines = { logs: clients.logs, functionLogs: stack?.connection.functionLogs };
  const readTimes = createReadArrivalTimes(clients.kinesis);
  return createSummarySource(
    (name, sinceMs) => readFunctionLines(lines, name, sinceMs),
    async (stream, range) => {
      const times = await readTimes(stream, range.fromMs).catch(explainMissing(stream, topology));
      return countTimes(times, range);
    },
  );
}

function shortener({ functions, streams }: Topology) {
  const names = new Map([
    ...functions.map(({ name, id }) => [name, id] as const),
    ...streams.map(({ name, key }) => [name, key] as const),
  ]);
  return (name: string): string => names.get(name) ?? name;
}
