import { link, mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A lock that is ours until `release`, or the process that has it. */
export type Lock =
  | { readonly status: 'ours'; readonly release: () => Promise<void> }
  | { readonly status: 'taken'; readonly pid: number };

interface LockOptions {
  /** The folder that is the lock. Each owner has a numbered file with its pid in it. */
  readonly folder: string;
  readonly pid: number;
  /** Whether the process that left a file still runs: pids are used again. */
  readonly isAlive: (pid: number) => Promise<boolean>;
}

interface Claim {
  readonly number: number;
  readonly pid: number;
}

/**
 * Takes a lock among the processes of a machine. What a dead process left is passed over: the next number can be made
 * by one process only, and nobody removes the file of a living one.
 * `release` removes the folder, and the one above it when nothing else is in it.
 */
export async function takeLock({ folder, pid, isAlive }: LockOptions): Promise<Lock> {
  const drop = (number: number): Promise<void> => rm(join(folder, String(number)), { force: true });
  const findOther = async (claims: readonly Claim[]): Promise<Claim | undefined> => {
    for (const claim of claims) if (claim.pid > 0 && claim.pid !== pid && (await isAlive(claim.pid))) return claim;
    return undefined;
  };
  for (;;) {
    const before = await listClaims(folder);
    const owner = await findOther(before);
    if (owner !== undefined) return { status: 'taken', pid: owner.pid };
    const number = 1 + Math.max(0, ...before.map((claim) => claim.number));
    if (!(await make(folder, number, pid))) continue;
    // Whoever stood still since it looked may have made a number that was free again: of two, each sees the other.
    const other = await findOther(await listClaims(folder));
    if (other !== undefined) {
      await drop(number);
      return { status: 'taken', pid: other.pid };
    }
    for (const claim of before) await drop(claim.number);
    const release = async (): Promise<void> => {
      await drop(number);
      await rmdir(folder).catch(() => undefined);
      await rmdir(dirname(folder)).catch(() => undefined);
    };
    return { status: 'ours', release };
  }
}

async function listClaims(folder: string): Promise<readonly Claim[]> {
  const names = await readdir(folder).catch(() => []);
  const numbers = names.filter((name) => /^\d+$/.test(name)).map(Number);
  return Promise.all(
    numbers.map(async (number) => {
      const text = await readFile(join(folder, String(number)), 'utf8').catch(() => '0');
      return { number, pid: Number(text) };
    }),
  );
}

/** Makes the file with its content at once, so that nobody reads half of it. @returns whether it was not there. */
async function make(folder: string, number: number, pid: number): Promise<boolean> {
  const draft = join(folder, `draft-${pid}`);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(draft, String(pid));
    await link(draft, join(folder, String(number)));
    return true;
  } catch (error) {
    // ENOENT: an owner that released the lock took the folder away in this moment.
    if (hasCode(error, 'EEXIST') || hasCode(error, 'ENOENT')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
