import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ListShardsCommand } from '@aws-sdk/client-kinesis';
import { createAwsClients } from './clients.ts';
import { isThrottled, observeCalls } from './observe-calls.ts';

const NOW_MS = Date.parse('2026-11-28T14:00:00Z');
const HOUR_MS = 3_600_000;

/** An AWS that throttles so many times, then answers; its clock is an hour behind. */
async function throttlingAws(times: number) {
  let asked = 0;
  const server = createServer((request, response) => {
    request.resume();
    asked += 1;
    const headers = { 'content-type': 'application/x-amz-json-1.1', date: new Date(NOW_MS - HOUR_MS).toUTCString() };
    if (asked > times) response.writeHead(200, headers).end('{"Shards":[]}');
    else response.writeHead(400, headers).end('{"__type":"LimitExceededException","message":"Rate exceeded"}');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => {
    server.once('listening', resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on one
  const keys = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_REGION: 'eu-west-1' };
  const clients = createAwsClients({ ...keys, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
  const close = (): void => {
    clients.close();
    server.close();
    server.closeAllConnections();
  };
  return { clients, close, asked: () => asked };
}

describe('calls that are observed', () => {
  it.each([
    [0, false, 1],
    [1, true, 2],
  ])('throttled %d times: %s', async (times, wasThrottled, asked) => {
    const aws = await throttlingAws(times);
    try {
      const calls = observeCalls(aws.clients, () => NOW_MS);
      expect(calls.clockAheadMs()).toBe(0);
      const read = () => aws.clients.kinesis.send(new ListShardsCommand({ StreamName: 's' }));
      expect((await calls.during(read)).wasThrottled).toBe(wasThrottled);
      expect(aws.asked()).toBe(asked);
      expect(calls.clockAheadMs()).toBe(HOUR_MS);
    } finally {
      aws.close();
    }
  });

  it.each([
    [Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' }), true],
    [Object.assign(new Error('slow'), { name: 'SlowDown' }), true],
    [Object.assign(new Error('busy'), { $metadata: { httpStatusCode: 429 } }), true],
    [
      new Error('could not be read', { cause: Object.assign(new Error('x'), { name: 'TooManyRequestsException' }) }),
      true,
    ],
    [Object.assign(new Error('no'), { name: 'AccessDeniedException' }), false],
    ['text', false],
  ])('%s is a throttle: %s', (error, expected) => {
    expect(isThrottled(error)).toBe(expected);
  });
});
