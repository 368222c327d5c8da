import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const AbsentStack = jest.requireActual<
  new (
    framework: object,
    options: object,
    tools: { readonly log: { readonly notice: (sentence: string) => void } },
  ) => { readonly hooks: Readonly<Record<string, () => Promise<void>>> }
>(join(__dirname, 'absent-stack.cjs'));

const FOUND =
  '<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>app-router-dev</StackName></member></Stacks></DescribeStacksResult></DescribeStacksResponse>';

function refusal(code: string, message: string): string {
  return `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`;
}

/** Runs the hook before a CloudFormation that has one answer, then the framework's own steps. */
async function removeWith(status: number, answer: string) {
  const server = createServer((_, response) => response.writeHead(status, { 'content-type': 'text/xml' }).end(answer));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const config = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  };
  const steps: string[] = [];
  const step = (name: string) => async () => {
    steps.push(name);
  };
  const remove = { emptyS3Bucket: step('empty'), removeStack: step('remove'), monitorStack: step('monitor') };
  const provider = { naming: { getStackName: () => 'app-router-dev' }, getAwsSdkV3Config: async () => config };
  const framework = { getProvider: () => provider, pluginManager: { getPlugins: () => [{}, remove] } };
  const told: string[] = [];
  try {
    const { hooks } = new AbsentStack(framework, {}, { log: { notice: (sentence) => told.push(sentence) } });
    await hooks['before:remove:remove']?.();
    for (const run of [remove.emptyS3Bucket, remove.removeStack, remove.monitorStack]) await run();
  } finally {
    server.close();
  }
  return { steps, told };
}

it('a service without a stack has nothing to remove, which is no failure', async () => {
  const absent = refusal('ValidationError', 'Stack with id app-router-dev does not exist');
  expect(await removeWith(400, absent)).toEqual({
    steps: [],
    told: ['There is no stack app-router-dev: nothing to remove'],
  });
});

it.each([
  ['a stack that is there', 200, FOUND],
  ['a refusal', 403, refusal('AccessDenied', 'not authorized to perform: cloudformation:DescribeStacks')],
  ['another mistake', 400, refusal('ValidationError', 'Stack name is too long')],
])('%s: the framework goes on', async (_, status, answer) => {
  expect(await removeWith(status, answer)).toEqual({ steps: ['empty', 'remove', 'monitor'], told: [] });
});
