import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createInvokeFunction } from './invoke-function.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Invokes a function at a server that answers so. */
async function invoke(
  answer: RequestListener,
  more: { readonly connectionTimeout?: number; readonly port?: number } = {},
) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const lambda = new LambdaClient({
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${more.port ?? port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ connectionTimeout: more.connectionTimeout ?? 1_000 }),
  });
  closing.push(() => {
    lambda.destroy();
    server.closeAllConnections();
    server.close();
  });
  return createInvokeFunction(lambda)('f', '{}');
}

it.each<[string, number, Record<string, string>, string, object]>([
  ['an answer', 200, {}, '{"a":1}', { status: 'returned', payload: { a: 1 } }],
  [
    'an error of the function',
    200,
    { 'x-amz-function-error': 'Unhandled' },
    '{"errorType":"TypeError","errorMessage":"no"}',
    { status: 'failed', type: 'TypeError', message: 'no' },
  ],
  ['a throttle', 429, { 'x-amzn-errortype': 'TooManyRequestsException' }, '{}', { status: 'throttled' }],
  ['no function', 404, { 'x-amzn-errortype': 'ResourceNotFoundException' }, '{}', { status: 'missing' }],
])('%s', async (_name, status, headers, body, expected) => {
  expect(await invoke((_, response) => response.writeHead(status, headers).end(body))).toMatchObject(expected);
});

it('a connection that is not made has sent nothing: it may be tried again', async () => {
  const refused = await invoke(() => undefined, { port: 1 });
  expect(refused).toEqual({ status: 'throttled', error: expect.stringContaining('ECONNREFUSED') });
});

it('an answer that is lost is not known', async () => {
  await expect(invoke((request) => request.socket.destroy())).rejects.toThrow();
});
