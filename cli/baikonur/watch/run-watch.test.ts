import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { runBaikonur } from '../program.ts';
import { runCommand } from '../testing/run-command.ts';

/** An AWS that knows its account and nothing else. */
async function bareAws() {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    asked.push(body);
    if (body.includes('GetCallerIdentity')) {
      const identity = '<Account>000000000000</Account><Arn>arn:aws:iam::000000000000:root</Arn><UserId>a</UserId>';
      const result = `<GetCallerIdentityResult>${identity}</GetCallerIdentityResult>`;
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(`<GetCallerIdentityResponse>${result}</GetCallerIdentityResponse>`);
    } else response.writeHead(501).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // it listens on one
  const close = (): void => {
    server.close();
    server.closeAllConnections();
  };
  return { endpoint: `http://127.0.0.1:${port}`, asked, close };
}

describe('baikonur watch', () => {
  let aws: Awaited<ReturnType<typeof bareAws>>;
  beforeAll(async () => {
    aws = await bareAws();
  });
  afterAll(() => aws.close());

  it('prints an address that answers until Ctrl-C, and reads nothing before it is opened', async () => {
    const interrupted = new AbortController();
    const [stdout, stderr] = [new PassThrough({ encoding: 'utf8' }), new PassThrough()];
    const ended = runBaikonur(['watch', '--stage', 'local', '--no-open'], {
      stdin: Object.assign(new PassThrough(), { isTTY: false }),
      stdout,
      stderr,
      env: { AWS_ENDPOINT_URL: aws.endpoint },
      now: Date.now,
      untilInterrupted: () => interrupted.signal,
    });
    const address = await new Promise<string>((resolve) => {
      stdout.once('data', (line) => resolve(String(line).trim()));
    });
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/$/);
    expect(aws.asked).toHaveLength(1);
    const page = await fetch(address);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(aws.asked).toHaveLength(1);
    const events = await fetch(`${address}events`);
    interrupted.abort();
    expect(await events.text()).toContain('event: bye\ndata: {"sentence":"baikonur watch was ended"}');
    expect(await ended).toBe(0);
    await expect(fetch(address)).rejects.toThrow('fetch failed');
  });

  it('has the address as JSON', async () => {
    const args = ['watch', '--stage', 'local', '--json'];
    const { code, out } = await runCommand(args, {
      env: { AWS_ENDPOINT_URL: aws.endpoint },
      signal: AbortSignal.abort(),
    });
    expect([code, JSON.parse(out)]).toEqual([0, { stage: 'local', address: expect.stringMatching(/^http/) }]);
  });

  it.each([
    ['a port that is taken', () => new URL(aws.endpoint).port, 1, 'EADDRINUSE'],
    ['a port that is none', () => '65536', 2, 'expected a port from 0 to 65535, got "65536"'],
    ['a port that is a word', () => 'http', 2, 'expected a port from 0 to 65535, got "http"'],
  ])('%s', async (_, port, code, sentence) => {
    const result = await runCommand(['watch', '--stage', 'local', '--port', port()], {
      env: { AWS_ENDPOINT_URL: aws.endpoint },
      signal: AbortSignal.abort(),
    });
    expect(result.code).toBe(code);
    expect(result.err).toContain(sentence);
  });
});
