import { PassThrough, Readable } from 'node:stream';
import { type Script, startScriptedServer } from '../../../shared/aws/testing/scripted-server.ts';
import { CommandError, type Shell, UsageError } from '../shell.ts';
import { operate, writeDocument, writeLines } from './operate.ts';

const XML = { 'content-type': 'text/xml' };
const IDENTITY =
  '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>000000000000</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';

function shellFor(endpoint: string): Shell & { readonly stdout: PassThrough } {
  return {
    stdin: Readable.from([]),
    stdout: new PassThrough(),
    stderr: new PassThrough(),
    env: { AWS_ENDPOINT_URL: endpoint },
    now: () => 0,
    untilInterrupted: () => new AbortController().signal,
  };
}

async function withServer<T>(script: Script, use: (shell: ReturnType<typeof shellFor>) => Promise<T>): Promise<T> {
  const server = await startScriptedServer([script]);
  try {
    return await use(shellFor(server.endpoint));
  } finally {
    await server.close();
  }
}

it('gives a stage with the account in its names', async () => {
  const names = await withServer({ answer: 200, body: IDENTITY, headers: XML }, (shell) =>
    operate({}, shell, async ({ topology, accountId }) => [
      topology.stage,
      accountId,
      topology.deadLetterBucket.name,
      JSON.stringify(topology.functions).includes('AccountId'),
    ]),
  );
  expect(names).toEqual(['local', '000000000000', 'baikonur-local-dead-letters-000000000000-us-east-1', false]);
});

it.each([
  [new CommandError('no right to s3:GetObject'), CommandError, 'no right to s3:GetObject'],
  [new UsageError(['wrong']), UsageError, 'wrong'],
  [new Error('AWS says no'), CommandError, 'AWS says no'],
])('an error of the command is one sentence: %#', async (thrown, kind, message) => {
  const run = withServer({ answer: 200, body: IDENTITY, headers: XML }, (shell) =>
    operate({ stage: 'local' }, shell, async () => {
      throw thrown;
    }),
  );
  await expect(run).rejects.toThrow(kind);
  await expect(run).rejects.toThrow(message);
});

it('writes one document, or lines', () => {
  const { stdout } = shellFor('');
  writeDocument({ stdout }, { a: '\u001b' });
  writeLines({ stdout }, ['b', 'c']);
  writeLines({ stdout }, []);
  expect(String(stdout.read())).toBe('{\n  "a": "\\u001b"\n}\nb\nc\n');
});
