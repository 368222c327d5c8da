import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { PEAK_REPORT } from './peak-memory.ts';

const MAIN = join(__dirname, '../../cli/baikonur/main.ts');
const NODE = join(__dirname, '../../node_modules/node/bin/node');
/**
 * Where memory is free, V8 lets garbage lie as long as the machine is busy. In a heap of this many MB what is needed
 * must fit, or the process ends.
 */
const HEAP = '--max-old-space-size=64';
function line(i: number): string {
  return `${JSON.stringify({ log_type: `type-${i % 500}`, log_id: `id-${i}`, time: 1_795_305_600 + i, message: 'x'.repeat(400) })}\n`;
}

/** Explains that many lines, and counts what comes back. */
async function explain(count: number) {
  const child = spawn(NODE, [HEAP, '--import', PEAK_REPORT, MAIN, 'explain', '--json'], { env: {} });
  const stderr = text(child.stderr);
  let lines = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    for (const byte of chunk) if (byte === 0x0a) lines++;
  });
  const exited = once(child, 'exit');
  for (let i = 0; i < count; i++) {
    if (!child.stdin.write(line(i))) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  await finished(child.stdout);
  const [code] = await exited;
  return { code, lines, peakMb: Number(await stderr) / 1024 };
}

it('explains 100,000 lines in the memory of 20,000', async () => {
  const few = await explain(20_000);
  const many = await explain(100_000);
  expect(few).toMatchObject({ code: 0, lines: 20_000 });
  expect(many).toMatchObject({ code: 0, lines: 100_000 });
  // The input alone has 49 MB, the output 34.
  expect(many.peakMb).toBeLessThan(250);
  expect(many.peakMb - few.peakMb).toBeLessThan(60);
}, 120_000);
