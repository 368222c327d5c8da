import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FluentReceiver } from '../../local/fluent-receivers/receiver.ts';
import { type ScriptedReceiver, startScriptedReceiver } from './scripted-receiver.ts';

/** `startScriptedReceiver` for a test file: what a test has started is stopped after it. */
export function useScriptedReceivers(): typeof startScriptedReceiver {
  const started: ScriptedReceiver[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((receiver) => receiver.stop()));
  });
  return async (...parameters) => {
    const receiver = await startScriptedReceiver(...parameters);
    started.push(receiver);
    return receiver;
  };
}

/**
 * Starts receivers in processes of their own for a test file. Those of one test share a directory, so that a restarted
 * one finds what it had; all is stopped and removed after the test.
 */
export function useReceiverProcesses() {
  const started: FluentReceiver[] = [];
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'baikonur-fluent-'));
  });
  afterEach(async () => {
    await Promise.all(started.splice(0).map((receiver) => receiver.stop('SIGKILL')));
    await rm(directory, { recursive: true, force: true });
  });
  return async <T extends { readonly directory: string }>(
    start: (options: T) => Promise<FluentReceiver>,
    options: Omit<T, 'directory'>,
  ): Promise<FluentReceiver> => {
    const receiver = await start({ ...options, directory } as T); // T without its directory, and the directory
    started.push(receiver);
    return receiver;
  };
}
