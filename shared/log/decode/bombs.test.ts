import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const PROGRAM = join(__dirname, '../testing/decode-bombs.ts');
const BATCH_CAP_MB = 256;

describe('70 decompression bombs in one batch', () => {
  it.each(['gzip', 'zstd', 'brackets'])(
    '%s: all rejected, in calls that stop at the cap, with memory under it',
    (kind) => {
      const answer: unknown = JSON.parse(execFileSync(process.execPath, [PROGRAM, kind], { encoding: 'utf8' }));
      // Four of 64 MiB fit into 256 MiB: a fifth has to wait for the next call.
      expect(answer).toMatchObject({ codes: { too_large_decompressed: 70 }, calls: 18 });
      expect(answer).toHaveProperty('peakMb');
      expect((answer as { peakMb: number }).peakMb).toBeLessThan(BATCH_CAP_MB * 1.25);
    },
    60_000,
  );
});
