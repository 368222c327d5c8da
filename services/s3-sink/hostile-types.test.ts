import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ONLY_TARGET } from '../../shared/pipeline/outcome.ts';
import type { PutObject } from '../../shared/pipeline/ports.ts';
import { createContractWorld } from '../../shared/pipeline/testing/contract-world.ts';
import { createObjectDeliver } from './deliver.ts';

const MAX_GROUPS = 500;
const settings = {
  bucket: 'archive',
  prefix: 'logs',
  layout: 'baikonur',
  compression: { format: 'gzip', level: 1 },
  maxGroups: MAX_GROUPS,
} as const;
const hostileType = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  fc.string({
    unit: fc.constantFrom('.', '/', '!', '\\', '2', 'e', 'A', 'a', '\ud800', '\0'),
    minLength: 1,
    maxLength: 40,
  }),
);

it('gives ten thousand hostile types a folder each, a few hundred an invocation, and spills nothing', async () => {
  const count = 10_000;
  const [types = []] = fc.sample(fc.uniqueArray(hostileType, { minLength: count, maxLength: count }), {
    numRuns: 1,
    seed: 11,
  });
  const records = types.map((type, n) =>
    JSON.stringify({ log_type: type, log_id: `id-${n}`, time: '2024-06-07T03:00:00Z' }),
  );
  const objects = new Map<string, string>();
  const putObject: PutObject = async ({ key, body }) => {
    expect(objects.has(key)).toBe(false);
    objects.set(key, gunzipSync(body).toString());
  };
  const world = createContractWorld();
  world.use({
    pipeline: { deliver: createObjectDeliver(putObject, settings), selectTargets: () => [ONLY_TARGET] },
    received: () => [...objects.values()],
    setFault: () => undefined,
  });

  let from = 0;
  for (let invocation = 1; invocation <= count / MAX_GROUPS; invocation++) {
    const [checkpoint = count] = await world.invoke(records, { from });
    expect(checkpoint).toBe(invocation * MAX_GROUPS);
    expect(world.lastLedger()).toMatchObject({ delivered: MAX_GROUPS, rejected: 0, mismatches: [] });
    from = checkpoint;
  }

  expect([...objects.values()]).toEqual(records.map((record) => `${record}\n`));
  const folders = new Set([...objects.keys()].map((key) => key.split('/')[1]));
  expect(folders.size).toBe(count);
  for (const key of objects.keys())
    expect(key).toMatch(/^logs\/[^/]+\/2024-06\/07\/2024-06-07-03:00:00-id-\d+-[^/]+\.gz$/);
  expect(world.bucket.deadLetters()).toEqual([]);
}, 60_000);
