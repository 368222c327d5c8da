import { createDeliver } from '../../../services/es-sink/deliver.ts';
import { PortError } from '../../../shared/pipeline/ports.ts';
import type { CallSearch, SearchAnswer } from '../../../shared/search/search-port.ts';
import { standing } from '../findings.ts';
import { idsIn } from '../payloads.ts';
import { takeText } from '../world.ts';
import type { OracleSink, SinkHands } from './oracle-sink.ts';

type Item = Readonly<Record<string, unknown>>;

const TYPE_CONFLICT = { type: 'version_conflict_engine_exception', reason: 'document already exists' };
const QUEUE_FULL = { type: 'rejected_execution_exception', reason: 'the queue is full' };
const MAPPING = { type: 'mapper_parsing_exception', reason: 'failed to parse field [n]' };

/** es-sink, as the fault oracle drives it. */
export const esSink: OracleSink = {
  name: 'es-sink',
  targetsOf: () => ['-'],
  build: (hands) => ({
    deliver: createDeliver({
      call: createEngine(hands),
      naming: { prefix: 'logs', interval: 'day' },
      fields: { logType: 'log_type', logId: 'log_id', time: 'time' },
      limits: { maxDocuments: 5, maxBytes: 100_000 },
      concurrency: 2,
      engineTimeoutMs: 8_000,
      indexHoldMs: 3_600_000,
      countUnknownRefusals: () => undefined,
    }),
    recall: 'onFailure',
  }),
};

/** An engine by simulation: `create` takes an id once, may refuse a document for now or for good; `_mget` finds it. */
function createEngine({ world, invocation, call, dice }: SinkHands): CallSearch {
  const create = (action: string, source: string): Item => {
    const { _index, _id } = (JSON.parse(action) as { create: { _index: string; _id: string } }).create;
    const key = `${_index}/${_id}`;
    const [id = '?'] = idsIn(Buffer.from(source));
    if (world.objects.has(key)) return { _index, status: 409, error: TYPE_CONFLICT };
    if (world.scenario.poison.has(id)) return { _index, status: 400, error: MAPPING };
    if (dice.chance(world.scenario.rates.entryRefused)) return { _index, status: 429, error: QUEUE_FULL };
    world.objects.set(key, Buffer.from(source));
    takeText(world, invocation, '-', source);
    return { _index, status: 201 };
  };
  const bulk = (body: string): unknown => {
    const lines = body.split('\n').slice(0, -1);
    const items = lines.flatMap((line, n) => (n % 2 === 0 ? [{ create: create(line, lines[n + 1] ?? '') }] : []));
    return { errors: true, items };
  };
  const multiGet = (body: string): unknown => {
    const { docs } = JSON.parse(body) as { docs: readonly { _index: string; _id: string }[] };
    return {
      docs: docs.map(({ _index, _id }) => {
        const source = world.objects.get(`${_index}/${_id}`)?.toString();
        return { _index, _id, ...(source === undefined ? { found: false } : { _source: JSON.parse(source) }) };
      }),
    };
  };

  return async ({ method, path, body = '', signal }): Promise<SearchAnswer> => {
    const text = body.toString();
    const ids = idsIn(Buffer.from(text));
    try {
      const answer = await call({
        place: 'destination',
        name: `${method} ${path} ${ids.join(' ')}`,
        signal,
        carryOut: () => (path === '/_bulk' ? bulk(text) : path === '/_mget' ? multiGet(text) : {}),
        // Only a dead letter may follow: an id is taken once.
        onAnswerLost: () =>
          world.findings.excuse(
            ids.map((id) => standing(id, '-')),
            'answer lost',
          ),
      });
      return { status: 'answered', httpStatus: 200, body: answer };
    } catch (error) {
      if (!(error instanceof PortError)) throw error;
      return { status: 'failed', error: error.message };
    }
  };
}
