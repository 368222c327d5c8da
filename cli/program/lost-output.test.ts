import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { endOnLostOutput } from './lost-output.ts';

/** Fails one stream with a code; says how the process ended and what it told. */
async function fail(which: 'stdout' | 'stderr', code: string) {
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  const exits: number[] = [];
  endOnLostOutput({ ...streams, exit: (ended) => exits.push(ended) });
  streams[which].emit('error', Object.assign(new Error(`${code}: no space left on device, write`), { code }));
  streams.stderr.end();
  return { exits, told: await text(streams.stderr) };
}

it.each(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED'])('%s of a reader that went away is no error', async (code) => {
  expect(await fail('stdout', code)).toEqual({ exits: [], told: '' });
});

it('a full disk ends the process with a sentence', async () => {
  expect(await fail('stdout', 'ENOSPC')).toEqual({
    exits: [1],
    told: 'error: the output cannot be written: ENOSPC: no space left on device, write\n',
  });
});

it('where the sentence cannot be written either, the exit code says it', async () => {
  expect(await fail('stderr', 'ENOSPC')).toEqual({ exits: [1], told: '' });
});
