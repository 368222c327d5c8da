import { Readable } from 'node:stream';
import { type ReadOptions, readFiles } from './read-files.ts';
import type { DeadLetterFile } from './walk-dead-letters.ts';

describe('readFiles', () => {
  it('closes what was opened ahead when its reader leaves, so that no connection stays taken', async () => {
    const opened: Readable[] = [];
    const read = readFiles(files(20), optionsOf(opened));
    for await (const found of read) {
      expect(found).toHaveLength(1);
      break;
    }
    // What was still being opened is closed as it comes.
    await new Promise(setImmediate);
    expect(opened.length).toBeGreaterThan(1);
    expect(opened.filter(({ destroyed }) => !destroyed)).toEqual([]);
  });
});

function optionsOf(opened: Readable[]): ReadOptions {
  return {
    bucket: 'bucket',
    open: async () => {
      const body = Readable.from([Buffer.from(`${DEAD_LETTER}\n`)]);
      opened.push(body);
      return body;
    },
    takes: () => true,
    concurrency: 4,
    signal: new AbortController().signal,
    onFile: () => undefined,
    onBroken: ({ sentence }) => {
      throw new Error(sentence);
    },
  };
}

async function* files(count: number): AsyncGenerator<DeadLetterFile> {
  const parts = {
    functionSegment: 'f',
    targetSegment: '-',
    reason: 'bad_time',
    typeSegment: 'app',
    hourMs: 0,
    generation: 1,
  };
  for (let i = 0; i < count; i++) yield { key: `failed/${i}.ndjson`, bytes: 1, writtenAtMs: 0, parts };
}

const DEAD_LETTER = JSON.stringify({
  ...{ identity: 'stream/shard/1', function: 'f', target: '-', stage: 'local', reason: 'bad_time', error: 'no time' },
  ...{ attempts: 1, arrivedAt: '2026-11-22T00:00:00.000Z', failedAt: '2026-11-22T00:00:00.000Z' },
  ...{ partitionKey: 'a', data: '{}' },
});
