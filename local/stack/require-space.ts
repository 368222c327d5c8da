import { access, constants, statfs } from 'node:fs/promises';
import { isNativeError } from 'node:util/types';
import { LocalStackError } from './local-stack-error.ts';

/** For the bundles of all services, their functions, and what the local AWS keeps, in MiB. */
const NEEDED_MIB = 100;
const MIB = 1024 * 1024;

/**
 * Refuses a temporary folder that cannot be written to, or whose disk is nearly full, before anything is started: the
 * local AWS, which meets it later, answers no more.
 * @throws LocalStackError that names the folder, and how much is free
 */
export async function requireSpace(folder: string, neededMib: number = NEEDED_MIB): Promise<void> {
  await requireWritable(folder);
  const { bavail, bsize } = await statfs(folder);
  const freeMib = Math.floor((bavail * bsize) / MIB);
  if (freeMib >= neededMib) return;
  throw new LocalStackError(
    `the disk is full: ${folder} has ${freeMib} MiB free, and the local AWS needs ${neededMib}. Make room, or name another folder in TMPDIR`,
  );
}

async function requireWritable(folder: string): Promise<void> {
  try {
    await access(folder, constants.W_OK);
  } catch (error) {
    const reason = isNativeError(error) ? error.message : String(error);
    throw new LocalStackError(`the temporary folder cannot be written to: ${reason}. Name another folder in TMPDIR`);
  }
}
