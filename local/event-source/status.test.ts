import { isQuiet, type RunnerStatus } from './status.ts';

const LOOK_MS = 1_000;
function status(shard: object, idleSinceMs = LOOK_MS + 1): RunnerStatus {
  return {
    mappings: [
      {
        mappingId: 'm',
        functionName: 'f',
        streamName: 's',
        shards: [
          {
            shardId: '0',
            checkpoint: undefined,
            idle: true,
            lastReadAtMs: LOOK_MS + 1,
            invocations: 4,
            finished: false,
            ...shard,
          },
        ],
      },
    ],
    subscriptions: [{ logGroup: 'g', filterName: 'n', deliveredEvents: 2, idleSinceMs }],
  };
}

it.each<[string, RunnerStatus, boolean]>([
  ['nothing moved since the first status', status({}), true],
  ['a shard is at work', status({ idle: false }), false],
  ['a shard was not read since', status({ lastReadAtMs: LOOK_MS }), false],
  ['a function was invoked in between', status({ invocations: 5 }), false],
  ['a closed shard is read no more', status({ idle: false, finished: true }), true],
  ['a log group was not looked at since', status({}, LOOK_MS), false],
  ['nothing is served yet', { mappings: [], subscriptions: [] }, false],
])('%s', (_name, after, expected) => {
  expect(isQuiet(status({}), after, LOOK_MS)).toBe(expected);
});
