import { createProgressKey, parseProgressKey } from './progress-key.ts';

it('a progress key can be taken apart again', () => {
  const reader = { function: 'f', streamArn: 'arn:aws:kinesis:r:1:stream/s', shard: 'shardId-000000000001' };
  const key = createProgressKey(reader);
  expect(key).toBe('f#arn:aws:kinesis:r:1:stream/s#shardId-000000000001');
  expect(parseProgressKey(key)).toEqual(reader);
});
