import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GetRecordsCommand, GetShardIteratorCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { planTeardown, removeAll } from '../../cli/baikonur/teardown/tear-down.ts';
import { createTeardownCalls } from '../../cli/baikonur/teardown/teardown-calls.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { LOCAL_CREDENTIALS } from '../../shared/deploy/local-endpoint.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { shortOrLong } from '../exhaustive.ts';
import { judgeChangeSet, type TemplateResource } from './change-set-rules.ts';
import { type CommandResult, type Laboratory, openLaboratory } from './laboratory.ts';

const MINUTE_MS = 60_000;
const STREAM = 'baikonur-lab-router';
const DEAD_LETTERS = 'baikonur-lab-dead-letters-000000000000-us-east-1';

/** The shipped stage with mappings that read nothing: the local AWS would start functions. */
async function labStage(): Promise<string> {
  const shipped = await readFile(join(__dirname, '../../config/stages/dev.yml'), 'utf8');
  return `${shipped}pollStreams: false\n`;
}

describe('the rules of AWS for what exists already', () => {
  const KEPT: TemplateResource = {
    Type: 'AWS::Kinesis::Stream',
    Properties: { Name: 'logs' },
    DeletionPolicy: 'RetainExceptOnCreate',
  };

  it.each<[string, TemplateResource, boolean, string | undefined]>([
    ['is taken in', KEPT, true, undefined],
    ['not by a change set that imports nothing', KEPT, false, 'the change set imports nothing'],
    ['not when it would go with its stack', { ...KEPT, DeletionPolicy: 'Delete' }, true, 'it is not retained'],
    [
      'not under a computed name',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
      { ...KEPT, Properties: { Name: { 'Fn::Sub': 'logs-${AWS::AccountId}' } } },
      true,
      'its name is no text',
    ],
  ])('%s', async (_, resource, asks, refusal) => {
    const { imported, refusals } = await judgeChangeSet({ S: resource }, asks, () => Promise.resolve(true));
    expect(imported).toHaveLength(refusal === undefined ? 1 : 0);
    expect(refusals).toEqual(refusal === undefined ? [] : [expect.stringContaining(refusal)]);
  });

  it('what does not exist is made', async () => {
    expect(await judgeChangeSet({ S: KEPT }, true, () => Promise.resolve(false))).toEqual({
      imported: [],
      refusals: [],
    });
  });
});

type Story = readonly [name: string, tell: (laboratory: Laboratory) => Promise<void>];

// In `npm test` the rules alone: a story deploys, which takes a minute.
const STORIES = shortOrLong<readonly Story[]>(
  [],
  [
    ['a deployment that fails in the middle leaves nothing; the next one works', failThenDeploy],
    ['a deployment with a changed config/ changes what is there', changeAndDeploy],
    ['remove, while logs flow, keeps the data; the next deployment takes all of it back', removeThenDeploy],
    ['credentials of another account, or another Region: nothing is made', refuseOtherAccount],
    ['with retain: false full buckets are emptied, and all is gone', removeFullBuckets],
  ],
);

for (const [name, tell] of STORIES) {
  it(
    name,
    async () => {
      const laboratory = await openLaboratory({ lab: await labStage() });
      try {
        await tell(laboratory);
      } finally {
        await laboratory.close();
      }
    },
    10 * MINUTE_MS,
  );
}

async function failThenDeploy({ front, sls }: Laboratory): Promise<void> {
  front.failNext();
  const failed = await sls('router', 'deploy', '--stage', 'lab');
  expect(failed).toMatchObject({ isDone: false });
  expect(await front.account.isThere('AWS::Kinesis::Stream', STREAM)).toBe(false);
  expect(await front.account.isThere('AWS::S3::Bucket', DEAD_LETTERS)).toBe(false);
  expectDone(await sls('router', 'deploy', '--stage', 'lab'));
  expect(await front.account.isThere('AWS::Kinesis::Stream', STREAM)).toBe(true);
  expect(front.calls.flatMap(({ imported = [], refused = [] }) => [...imported, ...refused])).toEqual([]);
}

async function changeAndDeploy({ front, workshop, sls }: Laboratory): Promise<void> {
  expectDone(await sls('router', 'deploy', '--stage', 'lab'));
  const id = await putRecord(front.account, 'before');
  await edit(
    workshop.root,
    'config/streams.yml',
    'streams:\n',
    'streams:\n  more: { description: m, readBy: outside }\n',
  );
  await edit(workshop.root, 'config/stages/lab.yml', 'lifetimeDays: 90', 'lifetimeDays: 30');
  expectDone(await sls('router', 'deploy', '--stage', 'lab'));
  expect(await front.account.isThere('AWS::Kinesis::Stream', 'baikonur-lab-more')).toBe(true);
  expect(await readRecords(front.account)).toContain(id);
}

async function removeThenDeploy({ front, workshop, sls }: Laboratory): Promise<void> {
  const { account, calls } = front;
  expectDone(await sls('router', 'deploy', '--stage', 'lab'));
  await account.s3.send(new PutObjectCommand({ Bucket: DEAD_LETTERS, Key: 'failed/a.ndjson', Body: 'a' }));
  const first = await putRecord(account, 'before');
  const removing = sls('router', 'remove', '--stage', 'lab');
  const during = await putRecord(account, 'during');
  expectDone(await removing);
  expect(await account.stackResources('baikonur-router-lab')).toEqual([]);
  const between = await putRecord(account, 'between');
  const before = calls.length;
  const again = await sls('router', 'deploy', '--stage', 'lab');
  expectDone(again);
  expect(again.output).toContain('Taken back: AWS::DynamoDB::Table baikonur-lab-progress');
  // Streams with their records, the bucket with its object, table, log groups, and what the delivery stream needs.
  expect(
    calls
      .slice(before)
      .flatMap(({ imported = [] }) => imported)
      .sort(),
  ).toEqual([
    'AWS::DynamoDB::Table baikonur-lab-progress',
    'AWS::IAM::Role baikonur-lab-delivery-partner-us-east-1',
    'AWS::Kinesis::Stream baikonur-lab-archive',
    'AWS::Kinesis::Stream baikonur-lab-router',
    'AWS::Kinesis::Stream baikonur-lab-subscriber',
    'AWS::KinesisFirehose::DeliveryStream baikonur-lab-partner',
    'AWS::Logs::LogGroup /aws/kinesisfirehose/baikonur-lab-partner',
    'AWS::Logs::LogGroup /baikonur/lab/web',
    'AWS::S3::Bucket baikonur-lab-dead-letters-000000000000-us-east-1',
    'AWS::S3::Bucket baikonur-lab-delivery-000000000000-us-east-1',
  ]);
  expect(await readRecords(account)).toEqual([first, during, between]);
  const { Contents = [] } = await account.s3.send(new ListObjectsV2Command({ Bucket: DEAD_LETTERS }));
  expect(Contents.map(({ Key }) => Key)).toEqual(['failed/a.ndjson']);
  expectDone(await sls('router', 'remove', '--stage', 'lab'));
  await tearDown({ front, workshop });
}

/** `baikonur teardown` after the removal: nothing is left, and a second run finds nothing. */
async function tearDown({ front, workshop }: Pick<Laboratory, 'front' | 'workshop'>): Promise<void> {
  const { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY } = LOCAL_CREDENTIALS;
  const env = { AWS_ENDPOINT_URL: front.endpoint, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY };
  const calls = createTeardownCalls(env);
  const stage = { topology: loadTopology(MANIFESTS, 'lab', workshop.root), services: ['router'] };
  const plan = await planTeardown(stage, calls);
  const left = plan.status === 'ready' ? plan.left : [];
  // Three streams, a delivery stream with its role, a table, two log groups, two buckets: s3-sink was not deployed.
  expect(left).toHaveLength(10);
  const telling = { tell: () => undefined, show: () => undefined, signal: new AbortController().signal };
  expect(await removeAll(left, calls, telling)).toBe(10);
  expect(await planTeardown(stage, calls)).toEqual({ status: 'ready', left: [] });
  calls.close();
}

async function refuseOtherAccount({ front, workshop, sls }: Laboratory): Promise<void> {
  await edit(workshop.root, 'config/stages/lab.yml', 'retain: true', 'retain: true\naccountId: "111111111111"');
  for (const [args, sentence] of [
    [['deploy'], 'says accountId "111111111111", but the credentials are those of account 000000000000'],
    [['remove'], 'Nothing was changed'],
    [['deploy', '--region', 'eu-west-1'], 'expected --region us-east-1, as config/stages/lab.yml says, got eu-west-1'],
  ] as const) {
    const refused = await sls('router', ...args, '--stage', 'lab');
    expect(refused.isDone).toBe(false);
    expect(refused.output).toContain(sentence);
  }
  expect(front.calls).toEqual([]);
  expect(await front.account.isThere('AWS::Kinesis::Stream', STREAM)).toBe(false);
}

async function removeFullBuckets({ front, workshop, sls }: Laboratory): Promise<void> {
  const { account } = front;
  await edit(workshop.root, 'config/stages/lab.yml', 'retain: true', 'retain: false');
  expectDone(await sls('router', 'deploy', '--stage', 'lab'));
  for (let number = 0; number < 3; number += 1) {
    await account.s3.send(new PutObjectCommand({ Bucket: DEAD_LETTERS, Key: `failed/${number}`, Body: 'a' }));
  }
  expect(await account.fullBuckets('baikonur-router-lab')).toEqual([DEAD_LETTERS]);
  const removed = await sls('router', 'remove', '--stage', 'lab');
  expectDone(removed);
  expect(removed.output).toContain(`Emptied ${DEAD_LETTERS}: 3 objects deleted`);
  expect(await account.isThere('AWS::S3::Bucket', DEAD_LETTERS)).toBe(false);
  expect(await account.isThere('AWS::Kinesis::Stream', STREAM)).toBe(false);
  const again = await sls('router', 'remove', '--stage', 'lab');
  expectDone(again);
  expect(again.output).toContain('There is no stack baikonur-router-lab: nothing to remove');
}

/** A failed command shows what it printed. */
function expectDone({ isDone, output }: CommandResult): void {
  if (!isDone) throw new Error(output);
}

async function edit(root: string, file: string, from: string, to: string): Promise<void> {
  const path = join(root, file);
  const text = await readFile(path, 'utf8');
  if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
  await writeFile(
    path,
    text.replace(from, () => to),
  );
}

/** @returns the text of the record */
async function putRecord({ kinesis }: Laboratory['front']['account'], text: string): Promise<string> {
  await kinesis.send(new PutRecordCommand({ StreamName: STREAM, PartitionKey: text, Data: Buffer.from(text) }));
  return text;
}

async function readRecords({ kinesis }: Laboratory['front']['account']): Promise<readonly string[]> {
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName: STREAM,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
  return Records.map(({ Data }) => Buffer.from(Data ?? []).toString());
}
