import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kplAggregate } from '../shared/log/testing/stream-records.ts';
import { lambdaContext } from '../shared/pipeline/testing/kinesis-events.ts';
import { shortOrLong } from '../test/exhaustive.ts';
import { buildPackage } from './build/build-package.ts';
import { LIBRARY } from './build/entry-points.ts';
import { type Consumer, createConsumer, fromTarball, packPackage, readmeExamples } from './testing/consumer.ts';
import { CJS_PROGRAM, ESM_PROGRAM, PRINTED, TSCONFIG, TYPED_PROGRAM } from './testing/consumer-programs.ts';
import { eventOf } from './testing/events.ts';
import { startStubAws } from './testing/stub-aws.ts';

/*
 * Tools and other versions, in a folder with a lock file of its own: half a gigabyte, which `npm ci` of the project does not
 * install. `npm test` checks the lock file alone.
 */
const PROOF = join(LIBRARY, 'proof');
const MODULES = join(PROOF, 'node_modules');
const LIMIT_MS = 600_000;
jest.setTimeout(LIMIT_MS);
const isLong = shortOrLong(false, true);
const temporary = mkdtempSync(join(tmpdir(), 'library-'));
const folder = join(temporary, 'package');
let tarball = '';
let consumer: Consumer;

beforeAll(async () => {
  if (!isLong) return;
  install();
  mkdirSync(folder);
  for (const file of ['package.json', 'README.md']) await copyFile(join(LIBRARY, file), join(folder, file));
  buildPackage(folder);
  tarball = packPackage(folder);
  consumer = createConsumer(join(temporary, 'consumer'), fromTarball(tarball), {
    '@aws-lambda-powertools': join(MODULES, '@aws-lambda-powertools'),
  });
}, LIMIT_MS);

afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** As the lock file says, once. */
function install(): void {
  const lock = readFileSync(join(PROOF, 'package-lock.json'), 'utf8');
  const stamp = join(MODULES, '.installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: PROOF, stdio: 'pipe' });
  writeFileSync(stamp, lock);
}

it('the lock file of the tools has an integrity for every package, and names no registry', () => {
  const { packages }: { packages: Record<string, { integrity?: string; resolved?: string }> } = JSON.parse(
    readFileSync(join(PROOF, 'package-lock.json'), 'utf8'),
  );
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  expect(installed.length).toBeGreaterThan(100);
  expect(installed.filter(([, { integrity, resolved }]) => !integrity?.startsWith('sha512-') || resolved)).toEqual([]);
});

const FOREIGN_PROGRAM = `
import { readFileSync } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@aws-sdk/node-http-handler';
import { createLogPipeline, DELIVERED } from 'kinesis-records/pipeline';
import { putRecords } from 'kinesis-records/put';
import { createPutRecords } from 'kinesis-records/put/kinesis';

const { event, context, endpoint } = JSON.parse(process.argv[2]);
const options = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
const { version } = JSON.parse(readFileSync('node_modules/@aws-sdk/client-kinesis/package.json', 'utf8'));
const [outcome] = await putRecords(createPutRecords(new KinesisClient({ ...options, requestHandler: new NodeHttpHandler() })), [{ data: 'x' }], { stream: 's' });
const handler = createLogPipeline({
  deliver: async (logs) => logs.map(() => DELIVERED),
  deadLetters: { s3: new S3Client({ ...options, forcePathStyle: true }), bucket: 'rejects' },
  progress: { dynamodb: new DynamoDBClient(options), table: 'progress' },
});
const answer = await handler(event, { ...context, getRemainingTimeInMillis: () => 30000 });
console.log(version, outcome.error ?? outcome.status, JSON.stringify(answer));
`;

const NODES: readonly (readonly [name: string, path: string])[] = ['22', '26'].map((version) => [
  version,
  join(MODULES, `node-${version}-${process.platform}-${process.arch}`, 'bin/node'),
]);

// All of it needs the tools.
if (isLong) {
  describe('the package', () => {
    it('passes publint --strict', () => {
      const out = execFileSync(process.execPath, [join(MODULES, 'publint/src/cli.js'), '--strict', folder], {
        encoding: 'utf8',
      });
      expect(out).toContain('All good!');
    });

    it('passes attw --profile esm-only', () => {
      const attw = join(MODULES, '@arethetypeswrong/cli/dist/index.js');
      const out = execFileSync(process.execPath, [attw, '--profile', 'esm-only', '--no-color', tarball], {
        encoding: 'utf8',
      });
      // It fails for any problem that the profile does not ignore.
      expect(out).toContain('"kinesis-records/powertools"');
    });

    it('compiles with TypeScript 5', async () => {
      consumer.write('tsconfig.json', TSCONFIG);
      consumer.write('typed.ts', TYPED_PROGRAM);
      expect(await consumer.run(process.execPath, [join(MODULES, 'typescript/bin/tsc'), '-p', '.'])).toBe('');
      rmSync(join(consumer.folder, 'typed.ts'));
    });
  });

  describe.each(NODES)('Node %s', (version, node) => {
    it.each([
      ['as ES modules', 'esm.mjs', ESM_PROGRAM],
      ['with require', 'cjs.cjs', CJS_PROGRAM],
    ])('runs it %s', async (_what, file, program) => {
      expect(await consumer.run(node, ['-p', 'process.versions.node'])).toMatch(new RegExp(`^${version}\\.`));
      expect((await consumer.run(node, ['--no-warnings', consumer.write(file, program)])).trim()).toBe(PRINTED);
    });
  });

  describe('with clients of another version of the AWS SDK', () => {
    it('writes records, dead letters and progress', async () => {
      const aws = await startStubAws();
      const others = { '@aws-sdk': join(MODULES, '@aws-sdk') };
      const foreign = createConsumer(join(temporary, 'foreign'), fromTarball(tarball), others);
      const program = foreign.write('foreign.mjs', FOREIGN_PROGRAM);
      const input = { event: eventOf(['no log']), context: lambdaContext(30_000), endpoint: aws.endpoint };
      const out = await foreign.run(process.execPath, [program, JSON.stringify(input)]);
      await aws.stop();
      expect(out.trim().split('\n').at(-1)).toBe('3.188.0 delivered {"batchItemFailures":[]}');
      const operations = aws.seen.map(({ what }) => what.replace(/rejects\/.*/, 'rejects/…'));
      expect([...new Set(operations)].sort()).toEqual([
        'DynamoDB_20120810.DeleteItem',
        'DynamoDB_20120810.PutItem',
        'DynamoDB_20120810.Query',
        'Kinesis_20131202.PutRecords',
        'PUT /rejects/…',
      ]);
    });
  });

  describe('powertools', () => {
    it('calls its handler for each user record of the KPL', async () => {
      const example = readmeExamples().get('powertools.ts') ?? '';
      consumer.write('powertools.ts', example);
      expect(await run('powertools.ts')).toEqual(['key-0 a', 'key-1 b', 'key plain', '{"batchItemFailures":[]}']);
    });
  });
}

/** Runs an example of the README for an event with an aggregate, and prints its answer. */
async function run(name: string): Promise<readonly string[]> {
  const input = JSON.stringify({ event: eventOf([kplAggregate(['a', 'b']), 'plain']), context: lambdaContext(30_000) });
  const program = consumer.write(
    'run.mjs',
    `const { event, context } = JSON.parse(process.argv[2]);
     const { handler } = await import('./${name}');
     console.log(JSON.stringify(await handler(event, { ...context, getRemainingTimeInMillis: () => 30000 })));`,
  );
  const args = ['--no-warnings', program, input];
  return (await consumer.run(process.execPath, args, { POWERTOOLS_DEV: 'false' })).trim().split('\n');
}
