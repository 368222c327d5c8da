import type { Log } from '../../shared/log/log.ts';
import type { Outcome } from '../../shared/pipeline/outcome.ts';
import { type ScriptedReceiver, startScriptedReceiver } from './scripted-receiver.ts';
import { testLog } from './sink-harness.ts';

/** Two logs of two types: two chunks. */
export const TWO_CHUNKS: readonly Log[] = [testLog(1), testLog(2, { logType: 'web' })];

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

/** How each log ended: its status, or whose fault it was that it must be tried again. */
export function endsOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.status === 'retryable' ? outcome.scope : outcome.status));
}
