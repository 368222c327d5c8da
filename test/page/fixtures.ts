import type { DeadLetterGroups, FindAnswer } from '../../cli/baikonur/watch/page-requests.ts';
import { AT } from '../../cli/baikonur/watch/testing/build-state.ts';
import { WITH_A_LOSS } from '../../cli/baikonur/watch/testing/history.ts';
import { hostileDeadLetter } from '../../cli/baikonur/watch/testing/hostile.ts';
import { HEALTHY } from '../../cli/baikonur/watch/testing/states.ts';
import type { Fixture } from './fixture-server.ts';

/** An id that is found. */
export const KNOWN_ID = '0192f0c1-7c1f-7e55-8f6a-5d2a3c9b8e01';

/** The way of {@link KNOWN_ID}. */
export const WAY = [
  'applications:applications',
  'applications:applications>stream:router',
  'stream:router',
  'stream:router>function:s3-sink-router',
  'function:s3-sink-router',
  'function:s3-sink-router>destination:archive',
  'destination:archive',
];

const FOUND: FindAnswer = {
  status: 'found',
  steps: [
    { kind: 'arrived', sentence: 'arrived on the stream router', at: '2026-11-28T13:58:12Z', way: WAY.slice(0, 3) },
    {
      kind: 'delivered',
      sentence: 'delivered by s3-sink-router',
      place: 's3://baikonur-local-archive/logs/app.web/2026/11/28/13-58-00-8f6a.ndjson.gz, line 12',
      at: '2026-11-28T13:59:03Z',
      way: WAY.slice(3),
    },
  ],
  way: WAY,
  notLookedAt: ['the search engine: no address is known'],
};

const NOT_FOUND: FindAnswer = { status: 'notFound', steps: [], way: [], notLookedAt: [] };

/** One group, whose dead letters open to {@link hostileDeadLetter}. */
export const GROUPS: DeadLetterGroups = {
  at: AT,
  since: '2026-11-27T14:00:00Z',
  groups: [
    {
      id: 'group-1',
      node: 'function:es-sink-load',
      function: 'es-sink-load',
      reason: 'rejected_by_destination',
      logType: 'app.web',
      error: 'mapper_parsing_exception: failed to parse field [status] of type [long] in document with id …',
      count: 12,
      oldest: '2026-11-28T11:20:00Z',
      newest: '2026-11-28T13:41:00Z',
      letters: [
        { key: 'failed/es-sink-load/a.ndjson.gz', line: 1 },
        { key: 'failed/es-sink-load/a.ndjson.gz', line: 2 },
      ],
      redrive: 'baikonur redrive --stage local --function es-sink-load --reason rejected_by_destination',
    },
    {
      id: 'group-2',
      node: 'function:router-route',
      function: 'router-route',
      target: 'kinesis:audit',
      reason: 'invalid_timestamp',
      error: 'timestamp: expected an instant, got …',
      count: 3,
      oldest: '2026-11-28T09:02:00Z',
      newest: '2026-11-28T09:02:10Z',
      letters: [{ key: 'failed/router-route/b.ndjson.gz', line: 1 }],
      redrive: 'baikonur redrive --stage local --function router-route --reason invalid_timestamp',
    },
  ],
  notRead: [],
};

/** A stage in which all is well; a test changes what it is about. */
export function createFixture(changes: Partial<Fixture> = {}): Fixture {
  return {
    state: HEALTHY,
    history: WITH_A_LOSS,
    groups: GROUPS,
    explain: (text) => ({
      count: 1,
      logs: [{ outcome: 'valid', lines: [`valid: ${text.slice(0, 60)}`], logId: KNOWN_ID, way: WAY }],
    }),
    find: (id) => (id === KNOWN_ID ? FOUND : NOT_FOUND),
    deadLetter: () => ({
      ...hostileDeadLetter('markup'),
      reason: 'rejected_by_destination',
      error: "mapper_parsing_exception: failed to parse field [status] of type [long]: 'gone'",
      fields: [
        { label: 'function', value: 'es-sink-load' },
        { label: 'log type', value: 'app.web' },
        { label: 'arrived', value: '2026-11-28T13:40:52.120Z' },
        { label: 'failed', value: '2026-11-28T13:41:00.000Z' },
      ],
      record: {
        encoding: 'text',
        data: '{"log_type":"app.web","log_id":"0192f0c1","timestamp":"2026-11-28T13:40:51Z","status":"gone"}',
        bytes: 93,
        isCut: false,
      },
      now: {
        status: 'destination',
        sentence: 'the checks here accept it; the search engine decides about the field status',
      },
      redrive: "baikonur redrive --stage local --id 'baikonur-local-audit/shardId-000000000000/49'",
    }),
    send: () => ({ records: 24, refused: 0, ids: [KNOWN_ID], sentence: '24 records were sent to router' }),
    ...changes,
  };
}
