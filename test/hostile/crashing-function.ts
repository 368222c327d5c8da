import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KinesisStreamEvent } from 'aws-lambda';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { DELIVERED } from '../../shared/pipeline/outcome.ts';
import type { ProgressRow } from '../../shared/pipeline/ports.ts';
import { lambdaContext } from '../../shared/pipeline/testing/kinesis-events.ts';
import { parseCommonSettings } from '../../shared/settings/common-settings.ts';

/*
 * A program of its own, one process an invocation: `node crashing-function.ts FOLDER`. It reads FOLDER/event.json, and
 * keeps table, bucket and destination in FOLDER. Decoding aborts the process where a text holds POISON.
 */
const folder = process.argv[2] ?? '';
const POISON = 'poison';

const { parse } = JSON;
JSON.parse = (text, reviver) => {
  if (text.includes(POISON)) process.abort();
  return parse(text, reviver);
};

const folders = { rows: join(folder, 'rows'), bucket: join(folder, 'bucket'), delivered: join(folder, 'delivered') };
for (const path of Object.values(folders)) mkdirSync(path, { recursive: true });

const handler = createLogPipeline({
  settings: parseCommonSettings({ FAILED_LOG_S3_BUCKET: 'failed', PROGRESS_TABLE: 'progress' }, 'hostile'),
  maxTries: 1,
  deliver: async (logs) => {
    for (const { logId, sequenceNumber } of logs) {
      writeFileSync(join(folders.delivered, `${sequenceNumber}-${Date.now()}-${process.pid}`), logId);
    }
    return logs.map(() => DELIVERED);
  },
  ports: {
    putObject: async ({ key, body }) => writeFileSync(join(folders.bucket, key.replaceAll('/', '~')), body),
    getObject: async () => undefined,
    progress: {
      query: async ({ first, last }) => readRows().filter((row) => row.checkpoint <= last && row.last >= first),
      put: async (row) => writeFileSync(fileOf(row), JSON.stringify({ ...row, state: row.state.toString('base64') })),
      remove: async (key) => rmSync(fileOf(key), { force: true }),
    },
  },
  observe: () => undefined,
  strict: true,
});
const event = parse(readFileSync(join(folder, 'event.json'), 'utf8')) as KinesisStreamEvent; // the test wrote it
process.stdout.write(JSON.stringify(await handler(event, lambdaContext(60_000))));

function fileOf({ checkpoint }: Pick<ProgressRow, 'checkpoint'>): string {
  return join(folders.rows, checkpoint);
}

function readRows(): readonly ProgressRow[] {
  if (!existsSync(folders.rows)) return [];
  return readdirSync(folders.rows).map((name) => {
    const row = parse(readFileSync(join(folders.rows, name), 'utf8'));
    return { ...row, state: Buffer.from(row.state, 'base64') };
  });
}
