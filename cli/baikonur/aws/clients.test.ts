import { text } from 'node:stream/consumers';
import { ListBucketsCommand } from '@aws-sdk/client-s3';
import { createOpenObject } from '../../../shared/aws/open-object.ts';
import { startScriptedServer } from '../../../shared/aws/testing/scripted-server.ts';
import { CommandError } from '../shell.ts';
import { createAwsClients } from './clients.ts';
import { createListObjects } from './list-objects.ts';

const ENV = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };
const XML = { 'content-type': 'application/xml' };

function page(keys: readonly string[], next?: string): string {
  const contents = keys.map((key) => `<Contents><Key>${key}</Key><Size>5</Size></Contents>`).join('');
  const more =
    next === undefined ? '' : `<IsTruncated>true</IsTruncated><NextContinuationToken>${next}</NextContinuationToken>`;
  return `<ListBucketResult>${contents}${more}<CommonPrefixes><Prefix>f/</Prefix></CommonPrefixes></ListBucketResult>`;
}

it('says a missing right in one sentence', async () => {
  const body = '<Error><Code>AccessDenied</Code><Message>no</Message></Error>';
  const server = await startScriptedServer([{ answer: 403, body, headers: XML }]);
  const clients = createAwsClients({ ...ENV, AWS_ENDPOINT_URL: server.endpoint });
  const listed = createListObjects(clients.s3)({ bucket: 'b', prefix: 'failed/' }).next();
  await expect(listed).rejects.toThrow(CommandError);
  await expect(listed).rejects.toThrow(/^no right to s3:ListBucket on s3:\/\/b\/failed\//);
  clients.close();
  await server.close();
});

it('makes no call that is not declared', async () => {
  const server = await startScriptedServer([{ answer: 200 }]);
  const clients = createAwsClients({ ...ENV, AWS_ENDPOINT_URL: server.endpoint });
  await expect(clients.s3.send(new ListBucketsCommand({}))).rejects.toThrow('S3 ListBuckets is not in');
  expect(server.seen).toEqual([]);
  clients.close();
  await server.close();
});

it('lists page by page', async () => {
  const server = await startScriptedServer([
    { answer: 200, body: page(['a', 'b'], 'next'), headers: XML },
    { answer: 200, body: page(['c']), headers: XML },
  ]);
  const calls: string[] = [];
  const env = { ...ENV, AWS_ENDPOINT_URL: server.endpoint };
  const clients = createAwsClients(env, ({ operation }) => calls.push(operation));
  const pages = [];
  for await (const one of createListObjects(clients.s3)({ bucket: 'b', prefix: '', after: '0', shallow: true })) {
    pages.push([one.objects.map(({ key, bytes }) => `${key} ${bytes}`), one.folders]);
  }
  expect(pages).toEqual([
    [['a 5', 'b 5'], ['f/']],
    [['c 5'], ['f/']],
  ]);
  expect(calls).toEqual(['S3 ListObjectsV2', 'S3 ListObjectsV2']);
  expect(server.seen.map(({ path }) => new URL(path, server.endpoint).searchParams.get('start-after'))).toEqual([
    '0',
    null,
  ]);
  clients.close();
  await server.close();
});

it('opens an object, and knows one that is missing', async () => {
  const missing = '<Error><Code>NoSuchKey</Code><Message>no</Message></Error>';
  const server = await startScriptedServer([
    { answer: 200, body: 'bytes' },
    { answer: 404, body: missing, headers: XML },
  ]);
  const clients = createAwsClients({ ...ENV, AWS_ENDPOINT_URL: server.endpoint });
  const open = createOpenObject(clients.s3);
  const body = await open({ bucket: 'b', key: 'k' });
  expect(body && (await text(body))).toBe('bytes');
  expect(await open({ bucket: 'b', key: 'k' })).toBeUndefined();
  clients.close();
  await server.close();
});
