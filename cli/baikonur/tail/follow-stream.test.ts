import { PortError } from '../../../shared/pipeline/ports.ts';
import { followStream } from './follow-stream.ts';
import type { Position, ShardInfo, ShardPage, StreamReader } from './stream-reader.ts';

function portError(code: string): PortError {
  return new PortError(`Kinesis: ${code}`, { code });
}

/** The answers of a shard, read by read; after the last it stays open and empty. */
type Script = readonly (ShardPage | Error)[];

function record(shardId: string, sequenceNumber: string) {
  return {
    streamName: 's',
    shardId,
    sequenceNumber,
    partitionKey: 'k',
    arrivedAtMs: 0,
    data: '',
  };
}
function page(shardId: string, numbers: readonly number[], next = true): ShardPage {
  return {
    records: numbers.map((number) => record(shardId, String(number))),
    ...(next ? { next: 'more' } : {}),
  };
}

/** Follows a scripted stream until nothing more can come. */
async function follow(
  listings: readonly (readonly ShardInfo[] | Error)[],
  scripts: Readonly<Record<string, Script>>,
  from: Position = { kind: 'latest' },
) {
  const seen: string[] = [];
  const opened: string[] = [];
  const warnings: string[] = [];
  const ended = new AbortController();
  const left = new Map(Object.entries(scripts).map(([shardId, script]) => [shardId, [...script]]));
  const listed = [...listings];
  let ready = 0;
  let idle = 0;
  const reader: StreamReader = {
    listShards: async () => {
      const answer = listed.length > 1 ? listed.shift() : listed[0];
      if (answer instanceof Error) throw answer;
      return answer ?? [];
    },
    openShard: async (shardId, position) => {
      opened.push(`${shardId} ${position.kind}${position.kind === 'after' ? ` ${position.sequenceNumber}` : ''}`);
      return 'first';
    },
    read: async (shardId) => {
      const answer = left.get(shardId)?.shift();
      if (answer instanceof Error) throw answer;
      if (answer !== undefined) idle = 0;
      return answer ?? { records: [], next: 'more' };
    },
  };
  await followStream({
    reader,
    from,
    onRecords: async (records) => {
      seen.push(...records.map(({ shardId, sequenceNumber }) => `${shardId}:${sequenceNumber}`));
    },
    onReady: (shards) => {
      ready = shards;
    },
    warn: (sentence) => warnings.push(sentence),
    sleep: async () => {
      await new Promise<void>((resolve) => setImmediate(resolve));
      // All scripts were played, and nothing came for a while.
      if (++idle > 200) ended.abort();
    },
    signal: ended.signal,
  });
  return { seen, opened, warnings, ready };
}

function shard(shardId: string, ...parents: readonly string[]): ShardInfo {
  return { shardId, parents };
}

it('reads every shard from where it was told, in the order of each', async () => {
  const result = await follow([[shard('a'), shard('b')]], {
    a: [page('a', [1, 2]), page('a', [3])],
    b: [page('b', [1])],
  });
  expect(result.seen.filter((one) => one.startsWith('a'))).toEqual(['a:1', 'a:2', 'a:3']);
  expect(result.seen).toContain('b:1');
  expect(result).toMatchObject({ opened: ['a latest', 'b latest'], ready: 2, warnings: [] });
});

it('reads children from their beginning, after their parents to the end', async () => {
  const before = [shard('a'), shard('b')];
  const after = [...before, shard('c', 'a'), shard('d', 'a', 'b')];
  const result = await follow([before, after], {
    a: [page('a', [1]), page('a', [2], false)],
    b: [page('b', [1]), page('b', []), page('b', []), page('b', [2], false)],
    c: [page('c', [3])],
    d: [page('d', [4])],
  });
  expect(result.opened).toEqual(['a latest', 'b latest', 'c start', 'd start']);
  const place = (one: string): number => result.seen.indexOf(one);
  expect(place('c:3')).toBeGreaterThan(place('a:2'));
  expect(place('d:4')).toBeGreaterThan(place('b:2'));
  expect(place('a:1')).toBeGreaterThanOrEqual(0);
});

it('leaves a parent alone that is not listed any more', async () => {
  expect((await follow([[shard('c', 'gone')]], { c: [page('c', [1])] }, { kind: 'start' })).opened).toEqual([
    'c start',
  ]);
});

it('opens an expired iterator again, behind what was read', async () => {
  const { opened, seen, warnings } = await follow([[shard('a')]], {
    a: [page('a', [1, 2]), portError('ExpiredIteratorException'), page('a', [3])],
  });
  expect(opened).toEqual(['a latest', 'a after 2']);
  expect(seen).toEqual(['a:1', 'a:2', 'a:3']);
  expect(warnings).toEqual([]);
});

it('waits out throttling without a word, other faults with one', async () => {
  const { seen, warnings } = await follow([portError('ECONNRESET'), [shard('a')]], {
    a: [portError('ProvisionedThroughputExceededException'), page('a', [1]), portError('TimeoutError'), page('a', [2])],
  });
  expect(seen).toEqual(['a:1', 'a:2']);
  expect(warnings).toEqual(['Kinesis: ECONNRESET; trying again', 'Kinesis: TimeoutError; trying again']);
});

it('takes a shard that is gone for one that has ended', async () => {
  const { seen } = await follow([[shard('a')], [shard('c', 'a')]], {
    a: [page('a', [1]), portError('ResourceNotFoundException')],
    c: [page('c', [2])],
  });
  expect(seen).toEqual(['a:1', 'c:2']);
});

it.each<[string, readonly (readonly ShardInfo[] | Error)[], Readonly<Record<string, Script>>]>([
  ['a stream that is not there', [portError('ResourceNotFoundException')], {}],
  ['a shard that may not be read', [[shard('a'), shard('b')]], { a: [portError('AccessDeniedException')] }],
])('ends with a sentence at %s', async (_, listings, scripts) => {
  await expect(follow(listings, scripts)).rejects.toThrow(/^Kinesis: (ResourceNotFound|AccessDenied)Exception$/);
});
