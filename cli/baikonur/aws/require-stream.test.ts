import { topologyOf } from '../../../shared/deploy/topology/testing/topology-of.ts';
import { isStreamMissing, noStream, requireStream } from './require-stream.ts';

const STREAMS = { streams: [] };
const DEPLOYED = { mode: 'on-demand', shards: 1, retentionHours: 24 } as const;

it('refuses a stream that is not there', async () => {
  const asked = requireStream(async () => undefined, { option: '--to', name: 'acrhive' }, STREAMS);
  await expect(asked).rejects.toThrow('--to: there is no stream "acrhive"');
});

it.each(['archive', 'arn:aws:kinesis:eu-west-1:111122223333:stream/other'])('takes %s', async (name) => {
  const describe = async (asked: string) => (asked === 'archive' ? DEPLOYED : undefined);
  await expect(requireStream(describe, { option: '--to', name }, STREAMS)).resolves.toBeUndefined();
});

function notFound(message: string): Error {
  return Object.assign(new Error(message), { name: 'ResourceNotFoundException' });
}

it.each([
  [notFound('Stream s under account 1 not found.'), true],
  [new Error('Kinesis ListShards to s: 400', { cause: notFound('Stream s not found') }), true],
  [notFound('Shard shardId-000000000003 in stream s under account 1 does not exist'), false],
  [new Error('Stream s not found'), false],
  [undefined, false],
])('knows a stream that is not there: %s', (error, isMissing) => {
  expect(isStreamMissing(error)).toBe(isMissing);
});

it.each([
  ['app-dev-router', /^there is no stream app-dev-router: is stage dev deployed, in this Region and account\?/],
  ['acrhive', /^there is no stream "acrhive" \(did you mean archive\?\); config\/ has router, archive$/],
])('says what to do about %s', (name, sentence) => {
  const [stream] = topologyOf().streams;
  const streams = ['router', 'archive'].flatMap((key) => (stream ? [{ ...stream, key, name: `app-dev-${key}` }] : []));
  expect(noStream(name, { stage: 'dev', streams })).toMatch(sentence);
});
