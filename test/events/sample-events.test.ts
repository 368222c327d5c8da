import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { BatchReport } from '../../shared/pipeline/batch-report.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { lambdaContext } from '../../shared/pipeline/testing/kinesis-events.ts';
import { createMemoryBucket, createMemoryProgressTable } from '../../shared/pipeline/testing/memory-ports.ts';
import { parseCommonSettings } from '../../shared/settings/common-settings.ts';
import { BAD_PAYLOADS } from './sample-payloads.ts';

const root = join(__dirname, '../../services');
const services = ['router', 'forwarders', 's3-sink', 'es-sink', 'fluent-sink'];
const files = services.flatMap((service) =>
  readdirSync(join(root, service, 'events')).map((file) => `${service}/events/${file}`),
);
const settings = parseCommonSettings({ FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress' }, 'samples');

/** Runs a committed event through the real pipeline. */
async function run(file: string) {
  const { putObject, getObject, deadLetters } = createMemoryBucket();
  const reports: BatchReport[] = [];
  const texts: string[] = [];
  const handler = createLogPipeline({
    maxTries: 1,
    settings,
    deliver: async (logs) => {
      texts.push(...logs.map(({ data }) => data.toString()));
      return logs.map(() => ({ status: 'delivered' }));
    },
    ports: { putObject, getObject, progress: createMemoryProgressTable() },
    observe: (report) => reports.push(report),
    strict: true,
  });
  const response = await handler(JSON.parse(readFileSync(join(root, file), 'utf8')), lambdaContext(30_000));
  return { response, report: reports[0], texts, reasons: deadLetters().map(({ reason }) => reason) };
}

const badReasons = Object.keys(BAD_PAYLOADS);
const expected: Readonly<Record<string, { delivered: number; controlMessages: number; reasons: readonly string[] }>> = {
  plain: { delivered: 10, controlMessages: 0, reasons: [] },
  cloudwatch: { delivered: 10, controlMessages: 1, reasons: [] },
  kpl: { delivered: 10, controlMessages: 0, reasons: [] },
  mixed: { delivered: 30 + badReasons.length, controlMessages: 1, reasons: badReasons },
};

it('are in every stream service', () => {
  expect(files.map((file) => file.split('/').at(-1)).sort()).toEqual(
    Object.keys(expected)
      .flatMap((name) => services.map(() => `${name}.json`))
      .sort(),
  );
});

describe.each(files)('%s', (file) => {
  it('holds the logs and the bad records it is meant to hold', async () => {
    const { delivered, controlMessages, reasons } = expected[basename(file, '.json')] ?? {
      delivered: 0,
      controlMessages: 0,
      reasons: [],
    };
    const seen = await run(file);
    expect(seen.response).toEqual({ batchItemFailures: [] });
    expect(seen.report).toMatchObject({
      controlMessages,
      ledger: { delivered, rejected: reasons.length, mismatches: [] },
    });
    expect([...seen.reasons].sort()).toEqual([...reasons].sort());
    expect(seen.texts.filter((text) => text.includes('12345678901234567890')).length).toBeGreaterThanOrEqual(9);
  });
});
