import { createLogPipeline } from '../../../shared/pipeline/log-pipeline.ts';
import { lambdaContext } from '../../../shared/pipeline/testing/kinesis-events.ts';
import { createMemoryBucket, createMemoryProgressTable } from '../../../shared/pipeline/testing/memory-ports.ts';
import { parseCommonSettings } from '../../../shared/settings/common-settings.ts';
import { event, explain } from '../testing/explain-logs.ts';
import { NOW_MS } from '../testing/run-command.ts';

const ENV = { FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress', LOG_TYPE_WHITELIST: 'app*' };
/** One log whose date has to be filled from the arrival, and two that are rejected. */
const PAYLOADS = ['{"log_type":"app","log_id":"filled","time":"00:30"}', 'no JSON', '{"log_type":"app"}'];
const SERVICES = ['router', 'forwarders', 's3-sink', 'es-sink', 'fluent-sink'] as const;

/** The event of other programs: `undefined` leaves the arrival out. */
function eventWith(arrival: null | undefined): string {
  const whole = event(PAYLOADS, 'baikonur-dev-router');
  const Records = whole.Records.map((record) => ({
    ...record,
    kinesis: { ...record.kinesis, approximateArrivalTimestamp: arrival },
  }));
  return JSON.stringify({ Records });
}

async function handle(service: string, text: string) {
  const { putObject, getObject, deadLetters } = createMemoryBucket();
  const times: bigint[] = [];
  const handler = createLogPipeline({
    maxTries: 1,
    settings: parseCommonSettings(ENV, service),
    deliver: async (logs) => {
      times.push(...logs.map(({ timeNs }) => timeNs));
      return logs.map(() => ({ status: 'delivered' }));
    },
    ports: { putObject, getObject, progress: createMemoryProgressTable() },
    observe: () => undefined,
    now: () => NOW_MS,
    strict: true,
  });
  const response = await handler(
    JSON.parse(text),
    lambdaContext(30_000, () => NOW_MS),
  );
  return { response, times, deadLetters: deadLetters() };
}

describe.each([undefined, null])('records whose arrival is %p', (arrival) => {
  it.each(SERVICES)('%s handles them as explain says, with the time of its start', async (service) => {
    const { response, times, deadLetters } = await handle(service, eventWith(arrival));
    const { entries } = await explain(eventWith(arrival));
    expect(response).toEqual({ batchItemFailures: [] });
    expect(times).toEqual([BigInt(Date.UTC(2026, 10, 22, 0, 30)) * 1_000_000n]);
    expect(deadLetters.map(({ arrivedAt }) => arrivedAt)).toEqual(Array(2).fill(new Date(NOW_MS).toISOString()));
    expect(entries.map(({ identity, reason, error, timeMs }) => ({ identity, reason, error, timeMs }))).toEqual([
      { identity: expect.any(String), timeMs: Date.UTC(2026, 10, 22, 0, 30) },
      ...deadLetters.map(({ identity, reason, error }) => ({ identity, reason, error })),
    ]);
  });
});
