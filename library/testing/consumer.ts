import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { LIBRARY } from '../build/entry-points.ts';

const execute = promisify(execFile);
const ROOT = join(LIBRARY, '..');
/** Packages that a user of the library has beside it. */
const BESIDE = ['@middy', 'p-map', '@aws-sdk', '@types', '@smithy'];

/** The project of a user of the package. */
export interface Consumer {
  readonly folder: string;
  readonly write: (file: string, text: string) => string;
  /** Runs a program there. @returns what it printed. @throws {Error} with all of that, when it fails. */
  readonly run: (command: string, args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<string>;
}

/**
 * The tarball that would be published, made of a package that was built.
 * @param folder of the package.
 */
export function packPackage(folder: string): string {
  const out = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, npm_config_update_notifier: 'false' },
  });
  const [{ filename }]: [{ readonly filename: string }] = JSON.parse(out);
  return join(folder, filename);
}

/** Installs the package as npm does. */
export function fromTarball(tarball: string): (folder: string) => void {
  return (folder) => void execFileSync('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
}

/**
 * Makes the project of a user.
 * @param install puts the package into its folder.
 * @param others packages, or scopes, that are not taken from this project: folders by name.
 */
export function createConsumer(
  folder: string,
  install: (folder: string) => void,
  others: Readonly<Record<string, string>> = {},
): Consumer {
  const modules = join(folder, 'node_modules');
  const installed = join(modules, 'kinesis-records');
  mkdirSync(installed, { recursive: true });
  install(installed);
  const own = Object.fromEntries(BESIDE.map((name) => [name, join(ROOT, 'node_modules', name)]));
  for (const [name, target] of Object.entries({ ...own, ...others })) symlinkSync(target, join(modules, name));
  const write = (file: string, text: string): string => {
    const path = join(folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  write('package.json', '{ "type": "module" }');
  const run: Consumer['run'] = async (command, args, env = {}) => {
    try {
      const { stdout } = await execute(command, args, { cwd: folder, env: { ...process.env, ...env } });
      return stdout;
    } catch (error) {
      // A failed command has its output.
      const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
      throw new Error(`${command} ${args.join(' ')}: ${stdout}${stderr}`);
    }
  };
  return { folder, write, run };
}

/** The blocks of the README and of docs/library.md whose fence names a file, by that name. */
export function readmeExamples(): ReadonlyMap<string, string> {
  const pages = [join(LIBRARY, 'README.md'), join(ROOT, 'docs/library.md')];
  const text = pages.map((page) => readFileSync(page, 'utf8')).join('\n');
  return new Map(
    [...text.matchAll(/^```ts title="([^"]+)"\n([\s\S]*?)^```$/gm)].map(([, name = '', code = '']) => [name, code]),
  );
}
