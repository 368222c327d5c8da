import { execFile } from 'node:child_process';
import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { readBundleSettings } from './bundle-settings.ts';
import createLeanSdk from './lean-sdk.cjs';

/** For each of the `CASES`, prints what it would send with those settings of the environment, and the error that it gets. */
const PROGRAM = `
import { Readable } from 'node:stream';
import { ConditionalCheckFailedException, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
const environment = { ...process.env };
void main();
async function main() {
for (const { service, settings, answer } of JSON.parse(environment.CASES)) {
  process.env = { ...environment, ...settings };
  const seen = {};
  const requestHandler = {
    handle: async ({ protocol, method, hostname, path, headers, body }) => {
      const { authorization = '', 'x-amz-security-token': token, 'content-type': type } = headers;
      const [, credential, region] = /Credential=(\\w+).\\d+.([^,]+)/.exec(authorization) ?? [];
      // The SDK's chain of credentials notes in the user agent that it took those of the environment.
      const agent = headers['user-agent'].replace(/,g\\b/, '');
      const checksum = headers['x-amz-checksum-crc32'] ?? 'none';
      Object.assign(seen, { protocol, method, hostname, path, body: String(body), credential, region, token, type, agent, checksum });
      if (answer === undefined) throw new Error('not sent');
      return { response: { statusCode: answer[0], headers: {}, body: Readable.from([Buffer.from(answer[1])]) } };
    },
  };
  const options = { region: 'eu-west-1', maxAttempts: 1, requestHandler };
  const calls = {
    s3: () => new S3Client(options).send(
      new PutObjectCommand({ Bucket: 'logs', Key: 'a b', Body: 'text', ContentType: 'text/plain' })),
    get: () => new S3Client(options).send(new GetObjectCommand({ Bucket: 'logs', Key: 'a b' })),
    dynamodb: () => new DynamoDBClient(options).send(
      new PutItemCommand({ TableName: 'progress', Item: { lane: { S: 'a' }, state: { B: Buffer.from('b') } } })),
  };
  try {
    seen.status = (await calls[service]()).$metadata.httpStatusCode;
  } catch (error) {
    const { name, message, $fault, $metadata } = error;
    const classes = [ConditionalCheckFailedException, S3ServiceException].map((kind) => error instanceof kind);
    Object.assign(seen, { name, message, $fault, $metadata, classes });
  }
  console.log(JSON.stringify(seen));
}
}
`;

interface Case {
  readonly service?: 's3' | 'get' | 'dynamodb';
  readonly settings?: Readonly<Record<string, string>>;
  /** Status and body; without it nothing is sent. */
  readonly answer?: readonly [status: number, body: string];
}

/** Parts of what is seen, with and without the plugin alike. */
type Seen = Readonly<Record<string, unknown>>;

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };

const CASES: readonly (readonly [Case, Seen])[] = [
  [{}, { method: 'PUT', path: '/a%20b', credential: 'key', token: 'token', message: 'not sent', checksum: 'O4unxw==' }],
  [{ settings: { AWS_USE_FIPS_ENDPOINT: 'true' } }, { hostname: 'logs.s3-fips.eu-west-1.amazonaws.com' }],
  [{ settings: { AWS_USE_DUALSTACK_ENDPOINT: 'true' } }, { hostname: 'logs.s3.dualstack.eu-west-1.amazonaws.com' }],
  [{ settings: { AWS_USE_DUALSTACK_ENDPOINT: 'perhaps' } }, { hostname: 'logs.s3.eu-west-1.amazonaws.com' }],
  [{ settings: { AWS_ENDPOINT_URL: 'http://localhost:1' } }, { protocol: 'http:', hostname: 'logs.localhost' }],
  [{ settings: { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' } }, { hostname: '127.0.0.1', path: '/logs/a%20b' }],
  [
    { settings: { AWS_ENDPOINT_URL: 'http://localhost:1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' } },
    { hostname: 'logs.s3.eu-west-1.amazonaws.com' },
  ],
  [{ settings: { AWS_REQUEST_CHECKSUM_CALCULATION: 'when_required' } }, { checksum: 'none' }],
  [{ settings: { AWS_SDK_UA_APP_ID: 'mine' } }, { agent: expect.stringContaining('app/mine') }],
  [{ settings: { AWS_RETRY_MODE: 'adaptive' } }, { agent: expect.stringMatching(/m\/[\w,]*F/) }],
  [{ service: 'dynamodb', settings: { AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:2' } }, { hostname: '127.0.0.1' }],
  [
    { service: 'dynamodb', settings: { AWS_USE_FIPS_ENDPOINT: 'true' } },
    { hostname: 'dynamodb-fips.eu-west-1.amazonaws.com' },
  ],
  [
    { service: 'get', answer: [404, '<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>'] },
    { name: 'NoSuchKey', message: 'gone', classes: [false, true] },
  ],
  [
    { service: 's3', answer: [403, '<Error><Code>AccessDenied</Code><Message>no</Message></Error>'] },
    { name: 'AccessDenied', $fault: 'client' },
  ],
  [
    { service: 's3', answer: [503, '<Error><Code>SlowDown</Code><Message>slow</Message></Error>'] },
    { name: 'SlowDown', $fault: 'server' },
  ],
  [
    { service: 'dynamodb', answer: [400, refusal('dynamodb.v20120810#ConditionalCheckFailedException')] },
    { name: 'ConditionalCheckFailedException', classes: [true, false] },
  ],
  [
    { service: 'dynamodb', answer: [400, refusal('dynamodb.v20120810#ProvisionedThroughputExceededException')] },
    { name: 'ProvisionedThroughputExceededException', message: 'why', classes: [false, false] },
  ],
  [{ service: 'dynamodb', answer: [400, refusal('coral.validate#ValidationException')] }, { message: 'why' }],
  [{ service: 'dynamodb', answer: [200, '{}'] }, { status: 200 }],
];

function refusal(type: string): string {
  return JSON.stringify({ __type: `com.amazonaws.${type}`, message: 'why' });
}

async function bundle(plugins: Plugin[]): Promise<string> {
  const { outputFiles } = await build({
    ...readBundleSettings(join(import.meta.dirname, '../../..')),
    stdin: { contents: PROGRAM, resolveDir: import.meta.dirname },
    write: false,
    plugins,
  });
  return outputFiles[0]?.text ?? '';
}

async function run(program: string, cases: readonly Case[], env: NodeJS.ProcessEnv): Promise<readonly Seen[]> {
  const all = cases.map((each) => ({ service: 's3', ...each }));
  const child = promisify(execFile)(process.execPath, ['-'], { env: { ...env, CASES: JSON.stringify(all) } });
  child.child.stdin?.end(program);
  const lines = (await child).stdout.trim().split('\n');
  return lines.map((line): Seen => JSON.parse(line));
}

let lean: string;
let full: string;
let seenLean: readonly Seen[];
let seenFull: readonly Seen[];
beforeAll(async () => {
  [lean, full] = await Promise.all([bundle([createLeanSdk()]), bundle([])]);
  const cases = CASES.map(([each]) => each);
  [seenLean, seenFull] = await Promise.all([run(lean, cases, CREDENTIALS), run(full, cases, CREDENTIALS)]);
});

it.each(CASES.map(([each, seen], index) => ({ name: JSON.stringify(each), seen, index })))(
  '$name: sends and throws what a bundle without it does',
  ({ seen, index }) => {
    expect(seenLean[index]).toMatchObject(seen);
    expect(seenLean[index]).toEqual(seenFull[index]);
  },
);

it('reads no file of the person who starts a bundle', async () => {
  const home = await mkdtemp(join(tmpdir(), 'baikonur-home-'));
  try {
    await mkdir(join(home, '.aws'));
    await writeFile(join(home, '.aws/config'), '[default]\nuse_fips_endpoint = true\n');
    const runs = [lean, full].map((program) => run(program, [{}], { ...CREDENTIALS, HOME: home }));
    expect(await Promise.all(runs)).toMatchObject([
      [{ hostname: 'logs.s3.eu-west-1.amazonaws.com' }],
      [{ hostname: 'logs.s3-fips.eu-west-1.amazonaws.com' }],
    ]);
  } finally {
    await rm(home, { recursive: true });
  }
});

it('names what is missing where the environment has no credentials', async () => {
  expect(await run(lean, [{}], {})).toMatchObject([
    {
      name: 'CredentialsProviderError',
      message: 'no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
    },
  ]);
});

it.each([
  'ListBucketInventoryConfigurations',
  'sso_session',
  'credential_process',
  '".aws"',
  'BackupInUseException',
  'instanceof ReadableStream',
  'The prelude checksum',
])('leaves out %s', (unused) => {
  expect(full.includes(unused)).toBe(true);
  expect(lean.includes(unused)).toBe(false);
});

it('keeps the classes of errors that a function asks for, or that tell the SDK to try again', async () => {
  const kept = new Set<string>();
  const clients = new Set<string>();
  for await (const file of glob('{services,shared}/**/*.ts')) {
    if (file.endsWith('.test.ts')) continue;
    const text = await readFile(file, 'utf8');
    const imports = [...text.matchAll(/import \{([^}]+)\} from '(@aws-sdk\/client-[\w-]+)'/g)];
    for (const [, , client = ''] of imports) clients.add(client);
    const imported = imports.flatMap(([, names = '']) => names.split(/\W+/));
    for (const [, name = ''] of text.matchAll(/instanceof (\w+)/g)) if (imported.includes(name)) kept.add(name);
  }
  for (const client of clients) {
    const errors = await readFile(`node_modules/${client}/dist-es/models/errors.js`, 'utf8');
    for (const [, name = ''] of errors.matchAll(/class (\w+)(?:(?!\bclass\b)[\s\S])*?\$retryable/g)) kept.add(name);
  }
  // A service's base error is always there.
  const names = [...kept].filter((name) => !name.endsWith('ServiceException'));
  const plugin = await readFile('shared/deploy/plugins/lean-sdk.cjs', 'utf8');
  const [, list = ''] = /KEPT_ERRORS = new Set\(\[([^\]]+)/.exec(plugin) ?? [];
  expect(names.sort()).toEqual(list.match(/\w+/g));
});
