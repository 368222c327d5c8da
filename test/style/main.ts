import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { checkStyle } from './check-style.ts';
import { readSourceFile } from './source-file.ts';

const ROOT = resolve(import.meta.dirname, '../..');
/** Everything that people read, apart from the words' own list and the glossary, which explains them. */
const READ = /\.(?:tsx?|cjs|js|py|sh|md|ya?ml)$/;
const NOT_READ = /^test\/style\/|\/fixtures\/|^docs\/glossary\.md$|^test\/docs\/glossary\.test\.ts$/;

const { args: folders } = new Command('check-style')
  .description('Checks what Biome cannot: the order of files, the length of functions, constants, casts, plain words.')
  .argument('[folders...]', 'only what is below these, such as shared/eden')
  .parse();

const paths = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
  .toString()
  .split('\n')
  .filter((path) => READ.test(path) && !NOT_READ.test(path) && existsSync(join(ROOT, path)));
const problems = checkStyle([...new Set(paths)].map((path) => readSourceFile(ROOT, path))).filter(
  ({ path }) => folders.length === 0 || folders.some((folder) => path.startsWith(folder)),
);
for (const { path, line, rule, message } of problems) console.log(`${path}:${line} ${rule}: ${message}`);
if (problems.length > 0) {
  console.log(`${problems.length} places to change`);
  process.exitCode = 1;
}
