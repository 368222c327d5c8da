import { link, mkdir, readdir, readFile, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startTimeOf } from './processes.ts';

/** A lock that is ours until `release`, or the process that has it. */
export type Lock =
  | { readonly status: 'ours'; readonly release: () => Promise<void> }
  | { readonly status: 'taken'; readonly pid: number };

interface LockOptions {
  /** The folder that is the lock. Each owner has a numbered file with its pid in it. */
  readonly folder: string;
  readonly pid: number;
  /** When a process was started, `undefined` when it does not run: pids are used again. */
  readonly startTimeOf: (pid: number) => Promise<string | undefined>;
}

interface Claim {
  readonly number: number;
  readonly pid: number;
  readonly startTime: string;
}

/** Takes a lock for this process. */
export function takeProcessLock(folder: string): Promise<Lock> {
  return takeLock({ folder, pid: process.pid, startTimeOf });
}

/**
 * Takes a lock among the processes of a machine. What an ended process left is ignored: the next number can be made
 * by one process only, and no process removes the file of a running one.
 * `release` removes the folder, and the one above it when nothing else is in it.
 */
export async function takeLock({ folder, pid, startTimeOf }: LockOptions): Promise<Lock> {
  const drop = (number: number): Promise<void> => rm(join(folder, String(number)), { force: true });
  const findOther = async (claims: readonly Claim[]): Promise<Claim | undefined> => {
    for (const claim of claims) {
      if (claim.pid > 0 && claim.pid !== pid && (await startTimeOf(claim.pid)) === claim.startTime) return claim;
    }
    return undefined;
  };
  const claim = `${pid} ${await startTimeOf(pid)}`;
  for (;;) {
    const before = await listClaims(folder);
    const owner = await findOther(before);
    if (owner !== undefined) return { status: 'taken', pid: owner.pid };
    const number = 1 + Math.max(0, ...before.map((claim) => claim.number));
    if (!(await make(folder, number, { pid, claim }))) continue;
    // A process that was paused since it looked may have made a number that was free again: of two, each sees the other.
    const other = await findOther(await listClaims(folder));
    if (other !== undefined) {
      await drop(number);
      return { status: 'taken', pid: other.pid };
    }
    for (const { number: old } of before) await drop(old);
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
      const [pid = '', ...startTime] = text.split(' ');
      return { number, pid: Number(pid), startTime: startTime.join(' ') };
    }),
  );
}

/** Makes the file with its content at once, so that no process reads half of it. @returns whether it was not there. */
async function make(
  folder: string,
  number: number,
  { pid, claim }: { readonly pid: number; readonly claim: string },
): Promise<boolean> {
  const draft = join(folder, `draft-${pid}`);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(draft, claim);
    await link(draft, join(folder, String(number)));
    return true;
  } catch (error) {
    // ENOENT: an owner that released the lock removed the folder at this moment.
    if (hasCode(error, 'EEXIST') || hasCode(error, 'ENOENT')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === code;
}
