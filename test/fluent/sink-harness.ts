import { type FluentSinkSettings, parseConfig } from '../../services/fluent-sink/config.ts';
import { createDeliver } from '../../services/fluent-sink/deliver.ts';
import { createForwardClient } from '../../services/fluent-sink/forward/forward-client.ts';
import { keepSecrets } from '../../services/fluent-sink/secrets.ts';
import type { Log } from '../../shared/log/log.ts';
import { type Deliver, type DeliverContext, ONLY_TARGET, type Outcome } from '../../shared/pipeline/outcome.ts';
import { testEntry } from '../../shared/pipeline/testing/results.ts';
import type { ReadSecret } from '../../shared/settings/secret-reference.ts';

/** fluent-sink's heart around a real client, without the pipeline. */
export interface TestSink {
  readonly settings: FluentSinkSettings;
  readonly deliver: Deliver;
  /** Delivers logs; `timeoutMs` aborts as an invocation that runs out of time does. */
  readonly send: (logs: readonly Log[], timeoutMs?: number) => Promise<readonly Outcome[]>;
  readonly unconfirmed: () => number;
  readonly bytesOut: () => number;
  /** Moves the sink's clock, not the sockets'. */
  readonly advance: (ms: number) => void;
}

const readText: ReadSecret = async (reference) => {
  if (reference.store === 'text') return reference.value;
  throw new Error(`${reference.store} ${reference.id}: no answer within 1000 ms`);
};

/** Time-outs short enough for a test, long enough for a busy machine. */
const TEST_ENV = {
  FAILED_LOG_S3_BUCKET: 'failed',
  PROGRESS_TABLE: 'progress',
  LOG_FLUENT_TAG: 'test',
  FLUENT_CONNECT_TIMEOUT_MS: '700',
  FLUENT_WRITE_TIMEOUT_MS: '700',
  FLUENT_ACK_TIMEOUT_MS: '700',
};

/** A sink with the given variables; `readSecret` knows `text:` only, unless another is given. */
export function createTestSink(env: Record<string, string>, readSecret: ReadSecret = readText): TestSink {
  const settings = parseConfig({ ...TEST_ENV, ...env });
  let unconfirmed = 0;
  let bytesOut = 0;
  let clockMs = Date.now();
  let salts = 0;
  const send = createForwardClient(settings.forward, {
    secrets: keepSecrets(settings.secrets, readSecret),
    randomSalt: () => `salt-${salts++}`,
  });
  const deliver = createDeliver({
    chunks: settings.chunks,
    send,
    requireAck: settings.forward.requireAck,
    countUnconfirmed: (logs) => {
      unconfirmed += logs;
    },
  });
  const contextOf = (timeoutMs: number): DeliverContext => ({
    target: ONLY_TARGET,
    now: () => clockMs,
    remainingMs: () => timeoutMs,
    signal: AbortSignal.timeout(timeoutMs),
    countBytesOut: (bytes) => {
      bytesOut += bytes;
    },
  });
  return {
    settings,
    deliver,
    send: (logs, timeoutMs = 60_000) => deliver(logs, contextOf(timeoutMs)),
    unconfirmed: () => unconfirmed,
    bytesOut: () => bytesOut,
    advance: (ms) => {
      clockMs += ms;
    },
  };
}

/** Log number `n`: its text names it, and holds an integer that no double can. */
export function testLog(n: number, more: Partial<Log> & { readonly padding?: number } = {}): Log {
  const { padding = 0, logType = 'app', ...rest } = more;
  const text = `{"log_type":${JSON.stringify(logType)},"log_id":"id-${n}","big":12345678901234567890,"n":${n},"pad":"${'x'.repeat(padding)}"}`;
  return {
    ...testEntry(n, { data: Buffer.from(text) }),
    logType,
    logId: `id-${n}`,
    timeNs: 1_700_000_000_123_456_789n + BigInt(n),
    ...rest,
  };
}

/** Two logs of two types: two chunks. */
export const TWO_CHUNKS: readonly Log[] = [testLog(1), testLog(2, { logType: 'web' })];

/** How each log ended: its status, or the scope in which it must be tried again. */
export function endsOf(outcomes: readonly Outcome[]): readonly string[] {
  return outcomes.map((outcome) => (outcome.status === 'retryable' ? outcome.scope : outcome.status));
}
