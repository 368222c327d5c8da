import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ConfigTexts } from '../../../shared/deploy/topology/sections.ts';
import { UsageError } from '../shell.ts';

const run = promisify(execFile);
const MAX_BYTES = 64 * 1024 ** 2;

/**
 * The files of `config/` as a revision of git has them.
 * @param root the project's folder.
 * @throws {UsageError} where git has no such revision, or it has no `config/`.
 */
export async function configAt(revision: string, root: string): Promise<ConfigTexts> {
  if (revision.startsWith('-'))
    throw new UsageError([`--diff: expected a revision such as HEAD~1, got ${JSON.stringify(revision)}`]);
  const listed = await git(root, revision, ['ls-tree', '-r', '--name-only', '-z', revision, '--', 'config/']);
  const files = listed.split('\0').filter((file) => /^config\/(stages\/)?[^/]+\.ya?ml$/.test(file));
  if (files.length === 0) throw new UsageError([`--diff ${revision}: it has no file in config/`]);
  const texts = await Promise.all(files.map((file) => git(root, revision, ['show', `${revision}:./${file}`])));
  return Object.fromEntries(files.map((file, index) => [file, texts[index] ?? '']));
}

async function git(cwd: string, revision: string, args: readonly string[]): Promise<string> {
  try {
    return (await run('git', args, { cwd, maxBuffer: MAX_BYTES })).stdout;
  } catch (error) {
    // What execFile throws has what the program said.
    const { stderr = '', message } = error as Error & { readonly stderr?: string };
    throw new UsageError([`--diff ${revision}: git: ${(stderr.trim() || message).split('\n')[0]}`]);
  }
}
