import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { readBundleSettings } from './bundle-settings.ts';
import createLeanSdk from './lean-sdk.cjs';

/** Prints what it would send to S3, with the credentials of the environment. */
const PROGRAM = `
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
const requestHandler = {
  handle: async ({ method, hostname, path, headers, body }) => {
    const { authorization = '', 'x-amz-security-token': token } = headers;
    const credential = /Credential=(\\w+)/.exec(authorization)?.[1];
    console.log(JSON.stringify({ method, hostname, path, body, credential, token, type: headers['content-type'] }));
    throw new Error('not sent');
  },
};
new S3Client({ region: 'eu-west-1', maxAttempts: 1, requestHandler })
  .send(new PutObjectCommand({ Bucket: 'logs', Key: 'a b', Body: 'text', ContentType: 'text/plain' }))
  .catch(({ name, message }) => console.log(name === 'Error' ? message : name + ': ' + message));
`;

async function bundle(plugins: Plugin[]): Promise<string> {
  const { outputFiles } = await build({
    ...readBundleSettings(join(import.meta.dirname, '../../..')),
    stdin: { contents: PROGRAM, resolveDir: import.meta.dirname },
    write: false,
    plugins,
  });
  return outputFiles[0]?.text ?? '';
}

async function run(program: string, env: NodeJS.ProcessEnv): Promise<readonly string[]> {
  const child = promisify(execFile)(process.execPath, ['-'], { env });
  child.child.stdin?.end(program);
  return (await child).stdout.trim().split('\n');
}

let lean: string;
beforeAll(async () => {
  lean = await bundle([createLeanSdk()]);
});

it('sends what a bundle without it sends', async () => {
  const env = { AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' };
  const full = await bundle([]);
  const [request = '', end] = await run(lean, env);
  expect(JSON.parse(request)).toMatchObject({ method: 'PUT', path: '/a%20b', credential: 'key', token: 'token' });
  expect(end).toBe('not sent');
  expect(await run(full, env)).toEqual([request, end]);
  expect(lean.length).toBeLessThan(full.length * 0.7);
});

it('leaves out other operations and other sources of credentials', () => {
  expect(lean).not.toMatch(/ListBucketInventoryConfigurations|sso_session|credential_process/);
});

it('names what is missing where the environment has no credentials', async () => {
  expect(await run(lean, {})).toEqual([
    'CredentialsProviderError: no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ]);
});
