import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { planRedrive } from './plan.ts';

const GENERATIONS = {
  'failed/a-g2.ndjson.gz': 2,
  'failed/a.ndjson.gz': 1,
  'failed/b-g3.ndjson.gz': 3,
  'failed/b.ndjson.gz': 1,
};

it('with a limit, what was rejected again does not come before what was never sent', async () => {
  const { keys } = await planRedrive(files(), {
    bucket: 'bucket',
    openObject: async () => Readable.from([gzipSync(deadLetter())]),
    selection: { stage: 'local', takes: () => true, maxGeneration: 5 },
    settledBefore: async () => new Set<number>(),
    concurrency: 2,
    onProgress: () => undefined,
  });
  expect(keys).toEqual(['failed/a.ndjson.gz', 'failed/b.ndjson.gz', 'failed/a-g2.ndjson.gz', 'failed/b-g3.ndjson.gz']);
});

async function* files() {
  for (const [key, generation] of Object.entries(GENERATIONS)) yield { key, bytes: 1, parts: { generation } };
}

function deadLetter(): string {
  return `${JSON.stringify({ identity: 's/shard/1', function: 'f', target: '-', stage: 'local', reason: 'bad_time', data: '{}' })}\n`;
}
