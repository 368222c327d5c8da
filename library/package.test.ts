import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { apiReport } from './build/api-report.ts';
import { buildPackage } from './build/build-package.ts';
import { LIBRARY } from './build/entry-points.ts';
import { importedPackages, reachableModules } from './build/reachable-modules.ts';
import { measureSizes, SIZE_LIMITS } from './build/sizes.ts';
import { type Consumer, createConsumer, fromTarball, packPackage } from './testing/consumer.ts';
import { CJS_PROGRAM, ESM_PROGRAM, PRINTED, TSCONFIG, TYPED_PROGRAM } from './testing/consumer-programs.ts';

const LIMIT_MS = 60_000;
const ROOT = join(LIBRARY, '..');
jest.setTimeout(LIMIT_MS);
const temporary = mkdtempSync(join(tmpdir(), 'library-'));
const folder = join(temporary, 'package');
let consumer: Consumer;

beforeAll(async () => {
  mkdirSync(folder);
  for (const file of ['package.json', 'README.md']) await copyFile(join(LIBRARY, file), join(folder, file));
  buildPackage(folder);
  consumer = createConsumer(join(temporary, 'consumer'), fromTarball(packPackage(folder)));
}, LIMIT_MS);

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

it('the API is that of API.md: `npm run library -- api --write` writes it', () => {
  expect(apiReport(folder)).toBe(readFileSync(join(LIBRARY, 'API.md'), 'utf8'));
});

describe.each(Object.keys(SIZE_LIMITS))('the types of %s', (name) => {
  const textOf = () => readFileSync(join(folder, `dist/types/${name}.d.ts`), 'utf8');
  const declared = (text: string) =>
    new Set([...text.matchAll(/^(?:declare )?(?:interface|type|const|class|function) (\w+)/gm)].map(([, one]) => one));

  it('have a name for each interface that a public one refers to', () => {
    const text = textOf();
    const [, names = ''] = /^export \{ (.*) \};$/m.exec(text) ?? [];
    const hidden = [...text.matchAll(/^interface (\w+)/gm)].filter(([, one = '']) => !names.split(', ').includes(one));
    expect(hidden.map(([, one]) => one)).toEqual([]);
  });

  it('name in their comments no variable of the services and nothing that is not there', () => {
    const text = textOf();
    const named = [...text.matchAll(/\{@link ([^}]+)\}|`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, link, word]) => link ?? word);
    expect(named.filter((one) => !declared(text).has(one))).toEqual([]);
    expect(text).not.toContain('`docs/`');
  });
});

it('has in its tarball what a user needs, and no test', () => {
  const files = readdirSync(join(consumer.folder, 'node_modules/kinesis-records'), { recursive: true }).map(String);
  expect(files.filter((file) => file.includes('.test.'))).toEqual([]);
  expect(files).toEqual(expect.arrayContaining(['README.md', 'package.json']));
});

it('every entry point is in package.json, with its types first, and no other', () => {
  const { exports: entries }: { exports: Record<string, Record<string, string> | string> } = JSON.parse(
    readFileSync(join(LIBRARY, 'package.json'), 'utf8'),
  );
  const expected = Object.keys(SIZE_LIMITS).map((name) => [
    `./${name}`,
    [
      ['types', `./dist/types/${name}.d.ts`],
      ['default', `./dist/library/src/${name}.js`],
    ],
  ]);
  const { '.': main, './package.json': itself, ...rest } = entries;
  expect(Object.entries(rest).map(([name, conditions]) => [name, Object.entries(conditions)])).toEqual(expected);
  expect(main).toEqual(rest['./decode']);
  expect(itself).toBe('./package.json');
});

it.each<[string, readonly string[]]>([
  ['decode', []],
  ['kpl', []],
  ['cloudwatch', []],
  ['schema', []],
  ['powertools', []],
  ['put', []],
  ['time', []],
  ['put/kinesis', ['@aws-sdk/client-kinesis']],
  ['put/firehose', ['@aws-sdk/client-firehose']],
  ['put/s3', ['@aws-sdk/client-s3', 'p-map']],
  ['pipeline', ['@aws-sdk/client-dynamodb', '@aws-sdk/client-s3', '@middy/core', 'p-map']],
])('%s imports the packages %j', (name, packages) => {
  expect(importedPackages(reachableModules([join(folder, 'dist/library/src', `${name}.js`)]))).toEqual(packages);
});

it('each entry point is within its limit', async () => {
  const sizes = await measureSizes(folder);
  expect(Object.entries(SIZE_LIMITS).filter(([name, limit]) => !((sizes[name] ?? Infinity) < limit))).toEqual([]);
});

describe('a project that installed the package', () => {
  it(
    'compiles with TypeScript, module nodenext',
    async () => {
      consumer.write('tsconfig.json', TSCONFIG);
      consumer.write('typed.ts', TYPED_PROGRAM);
      expect(await consumer.run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'])).toBe('');
    },
    LIMIT_MS,
  );

  it.each([
    ['as ES modules', 'esm.mjs', ESM_PROGRAM],
    ['with require', 'cjs.cjs', CJS_PROGRAM],
  ])('runs %s', async (_what, file, program) => {
    expect((await consumer.run(process.execPath, [consumer.write(file, program)])).trim()).toBe(PRINTED);
  });

  it.each(['esm', 'cjs'] as const)('runs from a bundle of esbuild, format %s', async (format) => {
    const outfile = join(consumer.folder, `bundle.${format === 'esm' ? 'mjs' : 'cjs'}`);
    const { warnings } = await build({
      entryPoints: [consumer.write('to-bundle.mjs', ESM_PROGRAM)],
      outfile,
      bundle: true,
      format,
      platform: 'node',
      external: ['@aws-sdk/*'],
      logLevel: 'silent',
    });
    expect(warnings).toEqual([]);
    expect((await consumer.run(process.execPath, [outfile])).trim()).toBe(PRINTED);
  });

  it('has sources in its source maps', async () => {
    const map = JSON.parse(
      readFileSync(join(consumer.folder, 'node_modules/kinesis-records/dist/library/src/decode.js.map'), 'utf8'),
    );
    expect(map.sourcesContent[0]).toBe(readFileSync(join(LIBRARY, 'src/decode.ts'), 'utf8'));
  });
});
