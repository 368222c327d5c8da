import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const CPU_FILE = /^(.+)\.\d+\.cpu$/;
const US_PER_MS = 1000;

/**
 * CPU milliseconds of each function of a local AWS so far, by name: the sum of its processes, as of the last line that
 * each of them printed. `local/stack/keep-log.cjs` writes the files.
 */
export async function readFunctionCpu(directory: string): Promise<ReadonlyMap<string, number>> {
  const cpuMs = new Map<string, number>();
  for (const file of await readdir(directory)) {
    const name = CPU_FILE.exec(file)?.[1];
    if (name === undefined) continue;
    const us = Number(await readFile(join(directory, file), 'utf8'));
    cpuMs.set(name, (cpuMs.get(name) ?? 0) + us / US_PER_MS);
  }
  return cpuMs;
}

/** CPU milliseconds of each function between two readings. */
export function cpuBetween(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  return new Map([...after].map(([name, ms]) => [name, ms - (before.get(name) ?? 0)]));
}
