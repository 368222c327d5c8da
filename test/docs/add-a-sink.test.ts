import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type CodeBlock, placeBlock, readCodeBlocks } from './code-blocks.ts';
import { ROOT, readText } from './project.ts';

const run = promisify(execFile);
const COPIED = [
  'services',
  'cli',
  'shared',
  'config',
  'serverless-compose.yml',
  'tsconfig.json',
  'package.json',
  'biome.json',
  'jest.config.ts',
];
/** Used as they are; the page changes nothing in them. */
const LINKED = ['node_modules', 'local', 'bench', 'library', 'test'];
const FOLDER = 'services/webhook-sink/';

const blocks = readCodeBlocks(readText('docs/add-a-sink.md'));

async function place(project: string, block: CodeBlock): Promise<void> {
  const file = join(project, block.file);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, placeBlock(block, existsSync(file) ? await readFile(file, 'utf8') : undefined));
}

/** A project as the reader of the page has it at the page's end. */
async function followPage(project: string): Promise<void> {
  const isSource = (path: string): boolean => !['.serverless', '.esbuild'].includes(basename(path));
  await Promise.all([
    ...COPIED.map((path) => cp(join(ROOT, path), join(project, path), { recursive: true, filter: isSource })),
    ...LINKED.map((path) => symlink(join(ROOT, path), join(project, path))),
  ]);
  for (const block of blocks) await place(project, block);
  const include = ['services/webhook-sink', 'services/manifests.ts'];
  await writeFile(join(project, 'tsconfig.page.json'), JSON.stringify({ extends: './tsconfig.json', include }));
}

describe('docs/add-a-sink.md', () => {
  let project: string;
  beforeAll(async () => {
    project = await mkdtemp(join(tmpdir(), 'baikonur-page-'));
    await followPage(project);
  }, 60_000);
  afterAll(() => rm(project, { recursive: true, force: true }));

  /** Resolves with what a command of the project's own tools prints; rejects with the same where it fails. */
  const tool = async (folder: string, name: string, ...args: readonly string[]): Promise<string> => {
    const bin = join(ROOT, 'node_modules/.bin');
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH: `${bin}:${PATH}`, NODE_COMPILE_CACHE, HOME: project, CI: 'true' };
    const options = { cwd: join(project, folder), env };
    try {
      const { stdout, stderr } = await run(join(bin, name), [...args], options);
      return stdout + stderr;
    } catch (error) {
      const { stdout, stderr } = error as { readonly stdout?: string; readonly stderr?: string };
      throw new Error(`${name} failed\n${stdout}\n${stderr}`, { cause: error });
    }
  };

  it('is one folder, and an entry each in the manifests, the deployment and config/', () => {
    const files = [...new Set(blocks.map(({ file }) => file))];
    expect(files.filter((file) => !file.startsWith(FOLDER))).toEqual([
      'services/manifests.ts',
      'serverless-compose.yml',
      'config/streams.yml',
      'config/routes.yml',
      'config/sinks.yml',
    ]);
    expect(files.filter((file) => file.startsWith(FOLDER)).map((file) => file.slice(FOLDER.length))).toEqual([
      'deliver.ts',
      'config.ts',
      'handler.ts',
      'contract.test.ts',
      'serverless.yml',
      'service.ts',
    ]);
  });

  it('is checked by its own parseConfig', async () => {
    const check = ['cli/config-check/main.ts', '--stage', 'dev'];
    expect(await tool('.', 'node', ...check)).toContain('webhook-sink-sink');
    const sinks = join(project, 'config/sinks.yml');
    const text = await readFile(sinks, 'utf8');
    await writeFile(sinks, text.replace(/^ +WEBHOOK_URL:.*\n/m, '$&      WEBHOOK_CONCURRENCY: 101\n'));
    await expect(tool('.', 'node', ...check)).rejects.toThrow(
      'sinks.webhook-sink.environment.WEBHOOK_CONCURRENCY: expected a whole number from 1 to 100, got "101"',
    );
    await writeFile(sinks, text);
  }, 60_000);

  it('has the form of a service of this project, and type-checks', async () => {
    await tool('.', 'biome', 'check', 'services', 'shared/deploy', 'config', 'serverless-compose.yml');
    expect(await tool('.', 'tsc', '-p', 'tsconfig.page.json')).toBe('');
  }, 120_000);

  it('passes the contract of every sink', async () => {
    const output = await tool('.', 'jest', 'services/webhook-sink');
    expect(output).toMatch(/\b1[0-9] passed, 0 failed/);
  }, 180_000);

  it('is a valid configuration, and packages offline with a role of its own', async () => {
    await tool('services/webhook-sink', 'sls', 'package', '--stage', 'dev');
    const folder = join(project, 'services/webhook-sink/.serverless');
    const { Resources } = JSON.parse(await readFile(join(folder, 'cloudformation-template-update-stack.json'), 'utf8'));
    expect(existsSync(join(folder, 'sink.zip'))).toBe(true);
    expect(Resources.SinkLambdaFunction.Properties.Environment.Variables).toMatchObject({
      WEBHOOK_URL: 'https://hooks.example.com/logs',
      LOG_TYPE_WHITELIST: 'app*',
    });
    expect(Resources.SinkEventSourceMappingKinesisBaikonurdevhooks).toBeDefined();
    expect(Resources.SinkIamRoleLambdaExecution.Properties.RoleName).toBe('baikonur-dev-webhook-sink-sink-us-east-1');
  }, 180_000);
});
