import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { createClientOptions, createS3ClientOptions } from './client-options.ts';
import { createGetObject } from './get-object.ts';
import { createProgressTable } from './progress-table.ts';
import { createPutObject } from './put-object.ts';
import { createPutRecordBatch } from './put-record-batch.ts';
import { createPutRecords } from './put-records.ts';
import { type Script, type ScriptedServer, startScriptedServer } from './testing/scripted-server.ts';

let server: ScriptedServer;
async function serve(...scripts: Script[]) {
  server = await startScriptedServer(scripts);
  return {
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_SESSION_TOKEN: 'session',
    AWS_REGION: 'eu-west-1',
  };
}
function json(value: unknown): Script {
  return { answer: 200, body: JSON.stringify(value) };
}
function sent(index = 0): unknown {
  return JSON.parse(server.seen[index]?.body.toString() ?? 'null');
}
function base64(text: string) {
  return Buffer.from(text).toString('base64');
}
const data = Buffer.from('{"n":12345678901234567890}');

afterEach(async () => {
  await server.close();
});

describe('createPutRecords', () => {
  const put = (env: Parameters<typeof createClientOptions>[0]) =>
    createPutRecords(new KinesisClient(createClientOptions(env, 'KINESIS')));
  const two = [
    { data, partitionKey: 'a' },
    { data, partitionKey: 'b' },
  ];

  it.each([
    ['stream', { StreamName: 'stream' }],
    ['arn:aws:kinesis:eu-west-1:1:stream/s', { StreamARN: 'arn:aws:kinesis:eu-west-1:1:stream/s' }],
  ])('sends bytes and keys to %s and tells each record its answer', async (target, address) => {
    const env = await serve(
      json({ FailedRecordCount: 1, Records: [{ SequenceNumber: '1' }, { ErrorCode: 'E', ErrorMessage: 'm' }] }),
    );
    await expect(put(env)({ target, records: two })).resolves.toEqual([
      { status: 'ok' },
      { status: 'failed', code: 'E', message: 'm' },
    ]);
    const Records = ['a', 'b'].map((PartitionKey) => ({ Data: data.toString('base64'), PartitionKey }));
    expect(sent()).toEqual({ ...address, Records });
    expect(server.seen[0]?.headers).toMatchObject({ 'x-amz-security-token': 'session' });
  });

  it.each([[{}], [{ Records: [{}] }]])('does not take %j for a confirmation of two records', async (answer) => {
    await expect(put(await serve(json(answer)))({ target: 's', records: two })).rejects.toMatchObject({
      code: 'BadAnswer',
    });
  });
});

describe('createPutRecordBatch', () => {
  it('sends bytes and tells each record its answer', async () => {
    const env = await serve(json({ RequestResponses: [{ RecordId: 'r' }, { ErrorCode: 'E' }] }));
    const put = createPutRecordBatch(new FirehoseClient(createClientOptions(env, 'FIREHOSE')));
    await expect(put({ target: 'hose', records: [{ data }, { data }] })).resolves.toEqual([
      { status: 'ok' },
      { status: 'failed', code: 'E', message: 'no message' },
    ]);
    const record = { Data: data.toString('base64') };
    expect(sent()).toEqual({ DeliveryStreamName: 'hose', Records: [record, record] });
  });
});

describe('S3', () => {
  it('puts an object with its type and encoding, the bucket in the path', async () => {
    const put = createPutObject(new S3Client(createS3ClientOptions(await serve({ answer: 200 }))));
    await put({ bucket: 'b', key: 'a/ü', body: data, contentType: 'application/x-ndjson', contentEncoding: 'gzip' });
    expect(server.seen).toMatchObject([
      { path: '/b/a/%C3%BC?x-id=PutObject', headers: { 'content-encoding': 'gzip', 'content-length': '26' } },
    ]);
    expect(server.seen[0]?.body).toEqual(data);
  });

  it('gets an object, and knows that there is none', async () => {
    const missing = { answer: 404, body: '<Error><Code>NoSuchKey</Code><Message>none</Message></Error>' };
    const get = createGetObject(new S3Client(createS3ClientOptions(await serve(json({ a: 1 }), missing))));
    await expect(get({ bucket: 'b', key: 'k' })).resolves.toEqual(Buffer.from('{"a":1}'));
    await expect(get({ bucket: 'b', key: 'k' })).resolves.toBeUndefined();
  });
});

describe('createProgressTable', () => {
  const row = {
    progressKey: 'f#arn#shard',
    checkpoint: '01',
    last: '09',
    state: Buffer.from('bits'),
    expiresAt: 1_700_000_000,
  };
  const item = {
    lane: { S: row.progressKey },
    checkpoint: { S: '01' },
    last: { S: '09' },
    state: { B: base64('bits') },
    expiresAt: { N: '1700000000' },
  };
  const open = (env: Parameters<typeof createClientOptions>[0]) =>
    createProgressTable(new DynamoDBClient(createClientOptions(env, 'DYNAMODB')), 'progress');

  it('reads every page of what touches the range, strongly consistent', async () => {
    const start = { lane: item.lane, checkpoint: item.checkpoint };
    const table = open(await serve(json({ Items: [item], LastEvaluatedKey: start }), json({ Items: [item] })));
    await expect(table.query({ progressKey: row.progressKey, first: '05', last: '07' })).resolves.toEqual([row, row]);
    expect(sent(1)).toEqual({
      TableName: 'progress',
      ConsistentRead: true,
      KeyConditionExpression: 'lane = :lane AND checkpoint <= :last',
      FilterExpression: '#last >= :first',
      ExpressionAttributeNames: { '#last': 'last' },
      ExpressionAttributeValues: { ':lane': { S: row.progressKey }, ':first': { S: '05' }, ':last': { S: '07' } },
      ExclusiveStartKey: start,
    });
  });

  it('writes and removes a row', async () => {
    const table = open(await serve(json({})));
    await table.put(row);
    await table.remove(row);
    expect(sent(0)).toEqual({ TableName: 'progress', Item: item });
    expect(sent(1)).toEqual({ TableName: 'progress', Key: { lane: item.lane, checkpoint: item.checkpoint } });
  });
});

describe('a connection that was closed between two calls', () => {
  it('is replaced for reading progress', async () => {
    const env = await serve({ fault: 'reset' }, json({ Items: [] }));
    const table = createProgressTable(new DynamoDBClient(createClientOptions(env, 'DYNAMODB')), 'progress');
    await expect(table.query({ progressKey: 'l', first: '1', last: '2' })).resolves.toEqual([]);
  });

  it('fails a delivery, which only the pipeline may repeat', async () => {
    const put = createPutRecords(
      new KinesisClient(createClientOptions(await serve({ fault: 'reset' }, json({ Records: [{}] })), 'KINESIS')),
    );
    await expect(put({ target: 's', records: [{ data, partitionKey: 'k' }] })).rejects.toMatchObject({
      code: 'ECONNRESET',
    });
    expect(server.seen).toHaveLength(1);
  });
});

describe('client options', () => {
  it('have one sentence for missing credentials, and call nothing', async () => {
    const { AWS_ENDPOINT_URL } = await serve({ answer: 200 });
    const put = createPutRecords(new KinesisClient(createClientOptions({ AWS_ENDPOINT_URL }, 'KINESIS')));
    await expect(put({ target: 's', records: [{ data, partitionKey: 'k' }] })).rejects.toMatchObject({
      code: 'CredentialsProviderError',
      message:
        'Kinesis PutRecords to s: no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE',
    });
    expect(server.seen).toHaveLength(0);
  });

  it.each([
    [{}, undefined, undefined],
    [{ AWS_ENDPOINT_URL: 'http://a' }, 'http://a', true],
    [{ AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_S3: 'http://b' }, 'http://b', true],
  ])('take the endpoint from %j', async (env, endpoint, forcePathStyle) => {
    await serve();
    const options = createS3ClientOptions(env);
    expect([options.endpoint, options.forcePathStyle, options.maxAttempts]).toEqual([endpoint, forcePathStyle, 1]);
    expect(options.requestChecksumCalculation).toBe(endpoint && 'WHEN_REQUIRED');
  });
});
