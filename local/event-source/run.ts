import { setTimeout as sleep } from 'node:timers/promises';
import { createLocalClients } from '../stack/aws-clients.ts';
import type { Connection } from '../stack/connection.ts';
import { createLog } from './log.ts';
import { createRunner } from './runner.ts';
import { readStatus, writeStatus } from './status.ts';

const REFRESH_MS = 1_000;
const SUBSCRIPTIONS_MS = 500;
const STATUS_MS = 250;
/** So long the local AWS may be silent before the runner takes it for gone and ends itself. */
const GONE_AFTER_MS = 20_000;

/**
 * Runs the event sources of a local AWS until the signal, or until the local AWS is gone.
 * @param statusFile see {@link writeStatus}
 */
export async function runEventSources(connection: Connection, statusFile: string, signal: AbortSignal): Promise<void> {
  const log = createLog((line) => process.stdout.write(line));
  const clients = createLocalClients(connection);
  const runner = createRunner(clients, await readStatus(statusFile), log);
  const gone = new AbortController();
  const ends = AbortSignal.any([signal, gone.signal]);
  let heardAtMs = Date.now();

  const refresh = async (): Promise<void> => {
    try {
      await runner.refresh();
      heardAtMs = Date.now();
    } catch (error) {
      log('the local AWS does not answer', { error: String(error) });
      if (Date.now() - heardAtMs > GONE_AFTER_MS) gone.abort();
    }
  };
  const deliver = (): Promise<void> =>
    runner.deliverSubscriptions().catch((error) => log('subscriptions cannot be read', { error: String(error) }));
  let last = '';
  const tell = async (): Promise<void> => {
    const status = runner.status();
    const text = JSON.stringify(status);
    if (text !== last) await writeStatus(statusFile, status);
    last = text;
  };

  await Promise.all([
    repeat(refresh, REFRESH_MS, ends),
    repeat(deliver, SUBSCRIPTIONS_MS, ends),
    repeat(tell, STATUS_MS, ends),
  ]);
  await runner.stop();
  clients.close();
}

/** Does `work` again and again until the signal; resolves after the last turn. */
async function repeat(work: () => Promise<void>, pauseMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await work();
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
}
