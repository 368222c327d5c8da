import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clockNote, compareClocks } from './clock.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 1);

it.each([
  ['Sun, 22 Nov 2026 04:00:00 GMT', 3 * 3_600_000],
  ['Sun, 22 Nov 2026 00:59:00 GMT', -60_000],
  ['never', undefined],
])('an answer of %s', async (date, aheadMs) => {
  const server = createServer((_request, response) => {
    response.writeHead(200, { date }).end('<GetCallerIdentityResponse></GetCallerIdentityResponse>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const sts = new STSClient({ region: 'us-east-1', endpoint: `http://127.0.0.1:${port}`, credentials });
  const ahead = compareClocks(sts, () => NOW_MS);
  expect(ahead()).toBeUndefined();
  await sts.send(new GetCallerIdentityCommand({}));
  expect(ahead()).toBe(aheadMs);
  sts.destroy();
  server.closeAllConnections();
  server.close();
});

it.each([
  [undefined, []],
  [119_000, []],
  [-119_000, []],
  [3 * 3_600_000, [expect.stringContaining('is 3h behind that of AWS')]],
  [-600_000, [expect.stringContaining('is 10m ahead of that of AWS')]],
])('%s ms are told as %j', (aheadMs, lines) => {
  expect(clockNote(aheadMs)).toEqual(lines);
});
