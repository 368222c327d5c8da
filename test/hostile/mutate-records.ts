import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { MutatedReport } from './mutated.ts';

const run = promisify(execFile);

/** Runs `mutated.ts` in a process of its own, whose collector can be called. */
export async function mutateRecords(count: number, seed: number): Promise<MutatedReport> {
  const program = `${import.meta.dirname}/mutated.ts`;
  const { stdout } = await run(process.execPath, ['--expose-gc', program, String(count), String(seed)], {
    env: { ...process.env, POWERTOOLS_DEV: 'true' },
  });
  return JSON.parse(stdout);
}
