import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateStreamCommand, DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { build } from 'esbuild';
import { buildPackage } from '../../library/build/build-package.ts';
import { LIBRARY } from '../../library/build/entry-points.ts';
import { createPutRecords } from '../../library/src/put/kinesis.ts';
import { putRecords } from '../../library/src/put.ts';
import { createConsumer, readmeExamples } from '../../library/testing/consumer.ts';
import { connectionEnv } from '../../local/stack/connection.ts';
import { deployFunction } from './event-source/deploy-function.ts';
import { eventually } from './eventually.ts';
import { connectStack } from './stack.ts';

const LIMIT_MS = 120_000;
/** Code without empty lines and imports: what a user writes. */
const MAX_LINES = 20;
const { clients, connection, stop } = connectStack();
const name = `library-${Date.now().toString(36)}`;
const temporary = mkdtempSync(join(tmpdir(), 'library-'));
afterAll(() => {
  stop();
  rmSync(temporary, { recursive: true, force: true });
});

/** The example of the README, as a user bundles it. */
async function bundleExample(): Promise<string> {
  const consumer = createConsumer(temporary, (folder) => {
    copyFileSync(join(LIBRARY, 'package.json'), join(folder, 'package.json'));
    buildPackage(folder);
  });
  const outfile = join(temporary, 'index.js');
  await build({
    entryPoints: [consumer.write('pipeline.ts', readmeExamples().get('pipeline.ts') ?? '')],
    outfile,
    bundle: true,
    minify: true,
    format: 'cjs',
    platform: 'node',
    target: 'node22',
    logLevel: 'silent',
  });
  return readFileSync(outfile, 'utf8');
}

/** A target that refuses bodies with `poison`. */
async function startTarget() {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    const body = (await request.toArray()).map(String).join('');
    bodies.push(body);
    response.statusCode = body.includes('poison') ? 400 : 200;
    response.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // it listens on a port
  return { bodies, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** A stream, a bucket and a table, all of the same name. */
async function createResources(): Promise<string> {
  const { endpoint, region, accessKeyId, secretAccessKey } = connection;
  const dynamodb = new DynamoDBClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey } });
  await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'lane', AttributeType: 'S' },
        { AttributeName: 'checkpoint', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'lane', KeyType: 'HASH' },
        { AttributeName: 'checkpoint', KeyType: 'RANGE' },
      ],
    }),
  );
  dynamodb.destroy();
  await clients.s3.send(new CreateBucketCommand({ Bucket: name }));
  await clients.kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
  const summary = await clients.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: name }));
  return summary.StreamDescriptionSummary?.StreamARN ?? '';
}

async function deadLetters(): Promise<readonly { readonly reason: string; readonly data?: string }[]> {
  const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: name }));
  const bodies = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: name, Key }));
      return gunzipSync((await Body?.transformToByteArray()) ?? new Uint8Array()).toString();
    }),
  );
  return bodies.flatMap((body) =>
    body
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
}

function log(id: string): string {
  return JSON.stringify({ log_type: 'app', log_id: id, at: '2024-06-07T03:00:00Z' });
}

test(
  'a Lambda function of one’s own in 20 lines, with dead letters at its end',
  async () => {
    const example = readmeExamples().get('pipeline.ts') ?? '';
    expect(example.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(MAX_LINES);
    const target = await startTarget();
    const streamArn = await createResources();
    const remove = await deployFunction(clients.lambda, {
      name,
      code: await bundleExample(),
      variables: {
        ...connectionEnv(connection),
        TARGET_URL: target.url,
        DEAD_LETTER_BUCKET: name,
        PROGRESS_TABLE: name,
      },
      mapping: {
        EventSourceArn: streamArn,
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 100,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
      },
    });
    const { endpoint, region, accessKeyId, secretAccessKey } = connection;
    const credentials = { accessKeyId, secretAccessKey };
    const kinesis = new KinesisClient({ endpoint, region, credentials, requestHandler: new NodeHttpHandler() });
    const put = createPutRecords(kinesis);
    try {
      const first = await putRecords(
        put,
        [log('1'), 'no log', log('2')].map((data) => ({ data })),
        { stream: name },
      );
      expect(first.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered']);
      await eventually(async () => ((await deadLetters()).length === 1 ? true : undefined));
      expect(target.bodies.join('\n').split('\n').sort()).toEqual([log('1'), log('2')]);
      await putRecords(put, [{ data: log('poison') }], { stream: name });
      await eventually(async () => ((await deadLetters()).length === 2 ? true : undefined));
      const found = await deadLetters();
      expect(found.map(({ reason }) => reason).sort()).toEqual(['not_json', 'rejected_by_destination']);
    } finally {
      await remove();
      target.close();
      kinesis.destroy();
    }
  },
  LIMIT_MS,
);
