import { gunzipSync } from 'node:zlib';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
  PutSubscriptionFilterCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  PutRecordsCommand,
  SplitShardCommand,
} from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import type { KinesisStreamEvent } from 'aws-lambda';
import { eventually } from '../eventually.ts';
import { connectStack } from '../stack.ts';
import { deployScriptedFunction, type ScriptedFunction } from './scripted-function.ts';

const LIMIT_MS = 60_000;
const { clients, stop } = connectStack();
function unique(name: string): string {
  return `${name}-${Date.now().toString(36)}-${process.pid}`;
}
const deployed: ScriptedFunction[] = [];
afterAll(async () => {
  for (const one of deployed) await one.remove();
  stop();
});

async function createStream(name: string): Promise<string> {
  await clients.kinesis.send(new CreateStreamCommand({ StreamName: name, ShardCount: 1 }));
  const summary = await clients.kinesis.send(new DescribeStreamSummaryCommand({ StreamName: name }));
  return summary.StreamDescriptionSummary?.StreamARN ?? '';
}
function put(streamArn: string, texts: readonly string[]) {
  return clients.kinesis.send(
    new PutRecordsCommand({
      StreamARN: streamArn,
      Records: texts.map((text) => ({ Data: Buffer.from(text), PartitionKey: 'k' })),
    }),
  );
}
function texts({ Records }: KinesisStreamEvent): string[] {
  return Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
}
function failAt(event: KinesisStreamEvent, text: string) {
  return {
    batchItemFailures: event.Records.filter((_, i) => texts(event)[i] === text).map(({ kinesis }) => ({
      itemIdentifier: kinesis.sequenceNumber,
    })),
  };
}

test(
  'batches, rewinds to the lowest failure and saves the batch to S3 when its retries are exhausted',
  async () => {
    const name = unique('rewind');
    const streamArn = await createStream(name);
    await clients.s3.send(new CreateBucketCommand({ Bucket: name }));
    const scripted = await deployScriptedFunction(
      clients.lambda,
      name,
      {
        EventSourceArn: streamArn,
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 3,
        MaximumBatchingWindowInSeconds: 1,
        MaximumRetryAttempts: 1,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        DestinationConfig: { OnFailure: { Destination: `arn:aws:s3:::${name}` } },
      },
      (event) => ({ returns: failAt(event, 'bad') }),
    );
    deployed.push(scripted);
    await put(streamArn, ['a', 'bad', 'c', 'd', 'e']);
    const key = await eventually(async () => {
      const { Contents = [] } = await clients.s3.send(new ListObjectsV2Command({ Bucket: name }));
      return scripted.events.length === 3 ? Contents[0]?.Key : undefined;
    });
    expect(scripted.events.map(texts)).toEqual([
      ['a', 'bad', 'c'],
      ['bad', 'c'],
      ['d', 'e'],
    ]);
    expect(key).toMatch(
      /^aws\/lambda\/[0-9a-f-]{36}\/shardId-000000000000\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
    );
    const object = await clients.s3.send(new GetObjectCommand({ Bucket: name, Key: key }));
    const record = JSON.parse((await object.Body?.transformToString()) ?? '');
    expect(record.requestContext).toMatchObject({ condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 });
    expect(texts(JSON.parse(record.payload))).toEqual(['bad', 'c']);
  },
  LIMIT_MS,
);

test(
  'bisects on an error, isolates the poison record and tells SQS',
  async () => {
    const name = unique('bisect');
    const streamArn = await createStream(name);
    const { QueueUrl } = await clients.sqs.send(new CreateQueueCommand({ QueueName: name }));
    const scripted = await deployScriptedFunction(
      clients.lambda,
      name,
      {
        EventSourceArn: streamArn,
        StartingPosition: 'TRIM_HORIZON',
        BatchSize: 10,
        MaximumRetryAttempts: 0,
        BisectBatchOnFunctionError: true,
        DestinationConfig: { OnFailure: { Destination: `arn:aws:sqs:us-east-1:000000000000:${name}` } },
      },
      (event) => (texts(event).includes('poison') ? { throws: 'no' } : { returns: null }),
    );
    deployed.push(scripted);
    await put(streamArn, ['a', 'b', 'poison', 'd']);
    const message = await eventually(async () => {
      const { Messages = [] } = await clients.sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1 }));
      return Messages[0]?.Body;
    });
    expect(JSON.parse(message)).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      responseContext: { functionError: expect.any(String) },
      KinesisBatchInfo: { batchSize: 1 },
    });
    await eventually(() => scripted.events.some((event) => texts(event).join() === 'd') || undefined);
    const good = scripted.events.map(texts).filter((batch) => !batch.includes('poison'));
    expect(good.flat()).toEqual(['a', 'b', 'd']);
  },
  LIMIT_MS,
);

test(
  'reads the children of a split shard',
  async () => {
    const name = unique('split');
    const streamArn = await createStream(name);
    const scripted = await deployScriptedFunction(
      clients.lambda,
      name,
      { EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON', BatchSize: 10 },
      () => ({ returns: null }),
    );
    deployed.push(scripted);
    await put(streamArn, ['before']);
    await eventually(() => scripted.events.length === 1 || undefined);
    const half = (2n ** 127n).toString();
    await clients.kinesis.send(
      new SplitShardCommand({ StreamARN: streamArn, ShardToSplit: 'shardId-000000000000', NewStartingHashKey: half }),
    );
    await put(streamArn, ['after']);
    await eventually(() => scripted.events.length === 2 || undefined);
    expect(scripted.events.map(texts)).toEqual([['before'], ['after']]);
    expect(scripted.events[1]?.Records[0]?.eventID).toMatch(/^shardId-00000000000[12]:/);
  },
  LIMIT_MS,
);

test(
  'delivers a subscription: a control message, then the events in gzipped envelopes',
  async () => {
    const name = unique('subscription');
    const streamArn = await createStream(name);
    const opened: { messageType: string; logEvents: { message: string }[]; logGroup: string }[] = [];
    const scripted = await deployScriptedFunction(
      clients.lambda,
      name,
      { EventSourceArn: streamArn, StartingPosition: 'TRIM_HORIZON' },
      (event) => {
        for (const { kinesis } of event.Records) {
          opened.push(JSON.parse(gunzipSync(Buffer.from(kinesis.data, 'base64')).toString()));
        }
        return { returns: null };
      },
    );
    deployed.push(scripted);
    await clients.logs.send(new CreateLogGroupCommand({ logGroupName: name }));
    await clients.logs.send(
      new PutSubscriptionFilterCommand({
        logGroupName: name,
        filterName: 'all',
        filterPattern: '',
        destinationArn: streamArn,
        roleArn: 'arn:aws:iam::000000000000:role/logs',
      }),
    );
    await clients.logs.send(new CreateLogStreamCommand({ logGroupName: name, logStreamName: 'one' }));
    const log = (messages: string[]) =>
      clients.logs.send(
        new PutLogEventsCommand({
          logGroupName: name,
          logStreamName: 'one',
          logEvents: messages.map((message) => ({ timestamp: Date.now(), message })),
        }),
      );
    await log(['first', 'second']);
    await eventually(() => opened.length === 2 || undefined);
    await log(['third']);
    await eventually(() => opened.length === 3 || undefined);
    expect(opened.map(({ messageType }) => messageType)).toEqual(['CONTROL_MESSAGE', 'DATA_MESSAGE', 'DATA_MESSAGE']);
    expect(opened.slice(1).map(({ logEvents }) => logEvents.map(({ message }) => message))).toEqual([
      ['first', 'second'],
      ['third'],
    ]);
    expect(opened[1]).toMatchObject({ logGroup: name, subscriptionFilters: ['all'], owner: '000000000000' });
  },
  LIMIT_MS,
);
