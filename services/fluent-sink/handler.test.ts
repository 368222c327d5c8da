import { decode } from '@msgpack/msgpack';
import type { Context, KinesisStreamEvent } from 'aws-lambda';
import { findFreePort } from '../../local/stack/find-free-port.ts';
import { FAULT_SCRIPTS } from '../../test/fluent/fault-scripts.ts';
import { acknowledgeAll } from '../../test/fluent/scripted-receiver.ts';
import { useScriptedReceivers } from '../../test/fluent/use-receivers.ts';
import plain from './events/plain.json';

const start = useScriptedReceivers();

/** One record, and an AWS that refuses every connection. */
async function invoke(endpoint: string, more: Record<string, string>, timeoutMs: number) {
  const env = {
    LOG_FLUENT_SINK_ENDPOINT: endpoint,
    LOG_FLUENT_TAG: 'test',
    FLUENT_MAX_RETRIES: '0',
    FAILED_LOG_S3_BUCKET: 'failed',
    PROGRESS_TABLE: 'progress',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${await findFreePort()}`,
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    ...more,
  };
  jest.replaceProperty(process, 'env', { ...process.env, ...env });
  const lines: string[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
  const { sink } = await import('./handler.ts');
  const deadlineMs = Date.now() + timeoutMs;
  const context = { awsRequestId: 'request', getRemainingTimeInMillis: () => deadlineMs - Date.now() };
  const event = { Records: plain.Records.slice(0, 1) } as unknown as KinesisStreamEvent;
  const answer = await sink(event, context as Context);
  return { failures: answer.batchItemFailures, output: lines.join('') };
}

describe('the function', () => {
  beforeEach(() => jest.resetModules());

  it.each([
    ['asks a receiver that is away until its time is over', {}, false],
    ['under `sls invoke local` asks no more often than FLUENT_MAX_RETRIES says', { IS_LOCAL: 'true' }, true],
  ])('%s', async (_name, env, isOnce) => {
    const receiver = await start(FAULT_SCRIPTS.resetAtOnce);
    const { failures } = await invoke(receiver.endpoint, env, 3_000);
    expect(failures).toHaveLength(1);
    expect(receiver.connections() === 1).toBe(isOnce);
  });

  it.each([
    ['false', true],
    ['true', false],
  ])('with FLUENT_REQUIRE_ACK=%s counts what no one confirmed: %s', async (FLUENT_REQUIRE_ACK, isCounted) => {
    const receiver = await start(acknowledgeAll);
    const { failures, output } = await invoke(receiver.endpoint, { FLUENT_REQUIRE_ACK }, 3_000);
    expect(failures).toEqual([]);
    expect(output.includes('"LogsUnconfirmed":1')).toBe(isCounted);
  });

  it('salts each handshake anew', async () => {
    const salts = new Set<string>();
    const receiver = await start((peer) => {
      peer.send(['HELO', { nonce: 'n', auth: '', keepalive: true }]);
      peer.socket.once('data', (ping) => {
        salts.add((decode(ping) as string[])[2] ?? '');
        peer.socket.destroy();
      });
    });
    for (const _ of [1, 2]) await invoke(receiver.endpoint, { FLUENT_SHARED_KEY: 'text:key', IS_LOCAL: 'true' }, 3_000);
    expect([...salts]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/), expect.stringMatching(/^[0-9a-f]{32}$/)]);
  });
});
