import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createObjectDeliver } from '../../../services/s3-sink/deliver.ts';
import { createLogPipeline } from '../../../shared/pipeline/log-pipeline.ts';
import { lambdaContext } from '../../../shared/pipeline/testing/kinesis-events.ts';
import { createMemoryBucket, createMemoryProgressTable } from '../../../shared/pipeline/testing/memory-ports.ts';
import { parseCommonSettings } from '../../../shared/settings/common-settings.ts';
import { runCommand } from '../testing/run-command.ts';
import type { Explanation } from './explanation.ts';

const ENV = { FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress', LOG_TYPE_WHITELIST: 'app*' };
const OBJECTS = {
  bucket: 'archive',
  prefix: 'logs',
  layout: 'baikonur',
  compression: { format: 'gzip', level: 1 },
  maxGroups: 500,
} as const;

/** The result of s3-sink itself for an event: the lines of its objects by key, and its dead letters. */
async function sink(event: string) {
  const { putObject, getObject, deadLetters } = createMemoryBucket();
  const objects = new Map<string, readonly string[]>();
  const handler = createLogPipeline({
    maxTries: 1,
    settings: parseCommonSettings(ENV, 's3-sink'),
    deliver: createObjectDeliver(async ({ key, body }) => {
      objects.set(key, gunzipSync(body).toString().trimEnd().split('\n'));
    }, OBJECTS),
    ports: { putObject, getObject, progress: createMemoryProgressTable() },
    observe: () => undefined,
    strict: true,
  });
  await handler(JSON.parse(event), lambdaContext(30_000));
  return { objects, rejected: deadLetters() };
}

/** The same, as `explain` foretells it: on the sink's own stream, with the sink's whitelist. */
async function foretell(event: string): Promise<readonly Explanation[]> {
  const { out } = await runCommand(['explain', '--json'], { stdin: event, env: { LOG_TYPE_WHITELIST: 'app*' } });
  return out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe.each(['plain', 'cloudwatch', 'kpl', 'mixed'])('explain foretells what s3-sink does with %s.json', (name) => {
  const file = join(__dirname, '../../../services/s3-sink/events', `${name}.json`);
  const event = readFileSync(file, 'utf8').replaceAll('baikonur-sample-logs', 'baikonur-dev-archive');

  it('objects by key, log by log, and dead letters by identity, reason and sentence', async () => {
    const { objects, rejected: expected } = await sink(event);
    const explanations = await foretell(event);
    const idsByKey = Map.groupBy(
      explanations.filter(({ s3Key }) => s3Key !== undefined),
      ({ s3Key }) => s3Key ?? '',
    );
    expect(new Map([...idsByKey].map(([key, logs]) => [key, logs.map(({ logId }) => logId)]))).toEqual(
      new Map([...objects].map(([key, lines]) => [key, lines.map((line) => JSON.parse(line).log_id)])),
    );
    const rejected = explanations.filter(({ outcome }) => outcome === 'rejected');
    expect(rejected.map(({ identity, reason, error }) => ({ identity, reason, error }))).toEqual(
      expected.map(({ identity, reason, error }) => ({ identity, reason, error })),
    );
    expect(explanations.filter(({ outcome }) => outcome === 'filtered').every(({ s3Key }) => s3Key === undefined)).toBe(
      true,
    );
  });
});
