import { execFile } from 'node:child_process';
import { glob, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { ROOT } from '../stack/paths.ts';

/** `npm run pins`: writes each requirements.txt, with all packages and the hashes of their files, from its requirements.in. */
const UV = ['pip', 'compile', '--quiet', '--universal', '--python-version', '3.10', '--generate-hashes', '--no-header'];

const run = promisify(execFile);
for await (const file of glob('{local,test}/**/requirements*.in', { cwd: ROOT })) await pin(join(ROOT, file));

async function pin(file: string): Promise<void> {
  // https://docs.astral.sh/uv: of the tools that write hashes the one that resolves for all platforms at once.
  const { stdout } = await run('uv', [...UV, '--no-annotate', file]).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new Error('npm run pins needs uv on the PATH: https://docs.astral.sh/uv') : error;
  });
  const head = `# Written from ${basename(file)}, for CPython 3.10 and newer on Linux and macOS: npm run pins\n`;
  const target = file.replace(/\.in$/, '.txt');
  await writeFile(target, head + stdout);
  console.log(`${target}: written`);
}
