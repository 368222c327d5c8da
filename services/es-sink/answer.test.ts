import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Log } from '../../shared/log/log.ts';
import { type DeliverContext, ONLY_TARGET, type Outcome } from '../../shared/pipeline/outcome.ts';
import { withRetries } from '../../shared/pipeline/retry/with-retries.ts';
import { createSearchClient } from '../../shared/search/search-client.ts';
import type { CallSearch } from '../../shared/search/search-port.ts';
import {
  type ScriptedAnswer,
  type ScriptedEngine,
  startScriptedEngine,
} from '../../shared/search/testing/scripted-engine.ts';
import { meaningOf } from './answer.ts';
import { createDeliver } from './deliver.ts';

const DOCS = readFileSync(resolve(import.meta.dirname, '../../docs/search.md'), 'utf8');

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** Rows of the table in the docs that has these headings. */
function tableOf(...headings: readonly string[]): string[][] {
  const lines = DOCS.split('\n');
  const start = lines.findIndex((line) => cellsOf(line).join('|') === headings.join('|'));
  const end = lines.findIndex((line, n) => n > start && !line.startsWith('|'));
  // The line below the headings is the table's rule.
  return lines.slice(start + 2, end).map(cellsOf);
}

/** The first table: whole `_bulk` requests. */
const REQUEST_ROWS = tableOf('answer', 'outcome').map(([answer = '', outcome = '']) => ({ answer, outcome }));
const ITEM_ROWS = tableOf('status', 'error type', 'reason contains', 'outcome').map(
  ([status, type = '', reason = '', outcome = '']) => ({ status: Number(status), type, reason, outcome }),
);

const LOOKUP_ROWS = tableOf('status', 'meaning').map(([status, meaning = '']) => [Number(status), meaning] as const);
const LOOKUP_MEANINGS: Readonly<Record<string, unknown>> = { ok: 'read', hold: 'held', unavailable: 'not available' };

function json(value: unknown): string {
  return JSON.stringify(value);
}
const FIRST = '"id-1"';
const SHARDS_OPEN =
  'Validation Failed: 1: this action would add [2] total shards, but this cluster currently has [9]/[9] maximum shards open;';

function itemAnswer(lines: readonly string[], row: (typeof ITEM_ROWS)[number]): ScriptedAnswer {
  const items = lines.map((line) => {
    const error = row.type === '' ? {} : { error: { type: row.type, reason: row.reason } };
    const isMarked = line.includes(FIRST);
    return { create: { _index: 'logs-app-20240607', status: isMarked ? row.status : 201, ...(isMarked ? error : {}) } };
  });
  return { status: 200, body: json({ errors: true, items }) };
}

/** Each answer of the first table, as the engine or the network gives it. */
const REQUEST_ANSWERS: Readonly<Record<string, ScriptedAnswer>> = {
  '200, no JSON': { status: 200, body: '<html>login</html>', contentType: 'text/html' },
  '200, fewer items than documents': { status: 200, body: json({ errors: false, items: [] }) },
  '200, half a body, then a reset': { cut: json({ errors: false, items: [{ create: { status: 201 } }] }) },
  '200, half a body, then silence': { stall: json({ errors: false, items: [{ create: { status: 201 } }] }) },
  '400, an error of the index: pipeline missing': {
    status: 400,
    body: json({
      error: { type: 'illegal_argument_exception', reason: 'pipeline with id [x] does not exist' },
      status: 400,
    }),
  },
  '400, an unknown error of the engine': {
    status: 400,
    body: json({ error: { type: 'some_new_exception', reason: 'something new' }, status: 400 }),
  },
  '400, a known error of a document': {
    status: 400,
    body: json({ error: { type: 'action_request_validation_exception', reason: 'id is too long' }, status: 400 }),
  },
  '400, validation_exception: maximum shards open': {
    status: 400,
    body: json({ error: { type: 'validation_exception', reason: SHARDS_OPEN }, status: 400 }),
  },
  "400, no error of the engine's": { status: 400, body: 'plain HTTP sent to HTTPS port', contentType: 'text/plain' },
  '413, an empty body': { status: 413, body: '' },
  reset: 'reset',
  'time-out': 'hang',
};

function answerOf(name: string): ScriptedAnswer {
  return (
    REQUEST_ANSWERS[name] ?? { status: Number(name), body: json({ error: { type: 'some_exception' }, status: name }) }
  );
}

function logOf(id: string): Log {
  const data = Buffer.from(`{"log_type":"app","log_id":"${id}","time":"2024-06-07T03:00:00Z"}`);
  const entry = { identity: `s/shard/${id}`, sequenceNumber: id, ordinal: 0, partitionKey: '', arrivedAtMs: 0, data };
  return { ...entry, logType: 'app', logId: id, timeNs: 1_717_729_200_000_000_000n };
}

const CONTEXT: DeliverContext = {
  target: ONLY_TARGET,
  now: () => 0,
  remainingMs: () => 60_000,
  signal: new AbortController().signal,
  countBytesOut: () => undefined,
};

/** The outcome that a row of the page names. */
function expected(outcome: string): unknown {
  const [, code] = /dead letter `(\w+)`/.exec(outcome) ?? [];
  if (code !== undefined) return expect.objectContaining({ status: 'rejected', code });
  if (outcome === 'held' || outcome === 'held for its index')
    return expect.objectContaining({ status: 'retryable', scope: 'destination' });
  expect(outcome).toBe('delivered');
  return { status: 'delivered' };
}

describe('the tables of docs/search.md', () => {
  let engine: ScriptedEngine;
  let unknownRefusals = 0;
  beforeAll(async () => {
    engine = await startScriptedEngine();
  });
  afterAll(() => engine.stop());
  beforeEach(() => {
    unknownRefusals = 0;
  });

  /** @param firstSignal ends the first request, and no other. */
  const connect = (url: string, timeoutMs: number, firstSignal?: AbortSignal): CallSearch => {
    const call = createSearchClient({ url, auth: { type: 'none' }, timeoutMs });
    let requests = 0;
    return (request) =>
      call(requests++ === 0 && firstSignal !== undefined ? { ...request, signal: firstSignal } : request);
  };

  const deliverOnce = (url: string, timeoutMs = 30_000, firstSignal?: AbortSignal) =>
    createDeliver({
      call: connect(url, timeoutMs, firstSignal),
      naming: { prefix: 'logs', interval: 'day' },
      fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
      limits: { maxDocuments: 500, maxBytes: 5_000_000 },
      concurrency: 2,
      engineTimeoutMs: 1_000,
      indexHoldMs: 3_600_000,
      countUnknownRefusals: (logs) => {
        unknownRefusals += logs;
      },
    });
  const deliver = (ids: readonly string[], deliverAll = deliverOnce(engine.url)): Promise<readonly Outcome[]> =>
    deliverAll(ids.map(logOf), CONTEXT);
  const isQuick = (name: string): boolean => !['time-out', '200, half a body, then silence'].includes(name);

  it.each(LOOKUP_ROWS)('a look answered %d: %s', (status, meaning) => {
    expect(LOOKUP_MEANINGS[meaningOf('lookup', status)]).toBe(meaning);
  });

  it('knows all three tables', () => {
    expect(LOOKUP_ROWS.length).toBeGreaterThan(10);
    expect(REQUEST_ROWS.length).toBeGreaterThan(15);
    expect(ITEM_ROWS.length).toBeGreaterThan(25);
    const names = REQUEST_ROWS.map(({ answer }) => answer);
    expect(Object.keys(REQUEST_ANSWERS).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(REQUEST_ROWS.filter(({ answer }) => answer !== '200' && answer !== 'refused connection'))(
    'a request answered $answer: $outcome',
    async ({ answer, outcome }) => {
      engine.use(() => answerOf(answer));
      const outcomes = await deliver(['id-1', 'id-2', 'id-3'], deliverOnce(engine.url, isQuick(answer) ? 30_000 : 100));
      expect(outcomes).toEqual([expected(outcome), expected(outcome), expected(outcome)]);
    },
  );

  it('a refused connection: held', async () => {
    const gone = await startScriptedEngine();
    await gone.stop();
    const outcomes = await deliver(['id-1'], deliverOnce(gone.url));
    expect(outcomes).toEqual([expect.objectContaining({ status: 'retryable', scope: 'destination' })]);
  });

  const itemRows = ITEM_ROWS.filter(({ status }) => status !== 409);

  it.each(itemRows)('an item of $status $type ($reason): $outcome', async (row) => {
    engine.use(({ body }) => itemAnswer(linesOf(body), row));
    const outcomes = await deliver(['id-1', 'id-2']);
    expect(outcomes).toEqual([expected(row.outcome), { status: 'delivered' }]);
    expect(unknownRefusals).toBe(row.outcome.includes('metric') ? 1 : 0);
    for (const outcome of outcomes.filter((one) => one.status === 'rejected')) {
      expect(outcome).toMatchObject({ error: expect.stringContaining(row.type) });
    }
  });

  it.each(itemRows.filter(({ outcome }) => outcome === 'held for its index'))(
    'an item of $status $type ($reason), an hour after its arrival: dead letter, and the others are indexed',
    async (row) => {
      engine.use(({ body }) => itemAnswer(linesOf(body), row));
      const late = { ...CONTEXT, now: () => 3_600_001 };
      expect(await deliverOnce(engine.url)(['id-1', 'id-2'].map(logOf), late)).toEqual([
        {
          status: 'rejected',
          code: 'held_too_long',
          error: expect.stringMatching(/^held for more than 60 min since its arrival: index logs-app-20240607: 40\d /),
        },
        { status: 'delivered' },
      ]);
    },
  );

  it.each(itemRows.filter(({ outcome }) => outcome.startsWith('held')))(
    'an item of $status $type ($reason): the sentence names the index',
    async (row) => {
      engine.use(({ body }) => itemAnswer(linesOf(body), row));
      const [outcome] = await deliver(['id-1', 'id-2']);
      expect(outcome).toMatchObject({ error: expect.stringContaining('logs-app-20240607') });
    },
  );

  it('counts an unknown error of a whole request for the lone document', async () => {
    engine.use(() => answerOf('400, an unknown error of the engine'));
    await deliver(['id-1', 'id-2']);
    expect(unknownRefusals).toBe(2);
  });

  const linesOf = (body: Buffer): string[] =>
    body
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('{"create"'));

  const crossings = REQUEST_ROWS.filter(({ answer }) => answer !== '200' && answer !== 'refused connection').flatMap(
    ({ answer }) => itemRows.map((row) => ({ answer, ...row })),
  );

  it.each(crossings)('first $answer, then items of $status $type ($reason): $outcome', async ({ answer, ...row }) => {
    let requests = 0;
    // Silence is ended once the engine has the request: a time would be too short for a busy machine.
    const firstIsOver = new AbortController();
    engine.use(({ body }) => {
      if (requests++ > 0) return itemAnswer(linesOf(body), row);
      if (!isQuick(answer)) setImmediate(() => firstIsOver.abort());
      return answerOf(answer);
    });
    const once = deliverOnce(engine.url, 30_000, firstIsOver.signal);
    const retries = { maxTries: 3, baseMs: 0, capMs: 0, random: () => 0, sleep: async () => undefined };
    const outcomes = await deliver(['id-1', 'id-2', 'id-3'], withRetries(once, retries));
    expect(outcomes).toEqual([expected(row.outcome), { status: 'delivered' }, { status: 'delivered' }]);
    expect(requests).toBeGreaterThan(1);
  });

  it('413 and the engine’s 400 find the one document that is at fault, and index the others', async () => {
    for (const [status, body, code] of [
      [413, '', 'oversize'],
      [400, json({ error: { type: 'x_content_parse_exception', reason: 'bad' } }), 'rejected_by_destination'],
    ] as const) {
      engine.use((request) =>
        request.body.includes('"id-3"')
          ? { status, body }
          : itemAnswer(linesOf(request.body), { status: 201, type: '', reason: '', outcome: '' }),
      );
      const outcomes = await deliver(['id-0', 'id-2', 'id-3', 'id-4', 'id-5']);
      expect(outcomes.map((outcome) => ('code' in outcome ? outcome.code : outcome.status))).toEqual([
        'delivered',
        'delivered',
        code,
        'delivered',
        'delivered',
      ]);
    }
  });
});
