import { createRolloverPolicy, installRollover } from './rollover-policy.ts';
import type { CallSearch, SearchAnswer } from './search-port.ts';

const OPTIONS = { prefix: 'logs', maxAgeDays: 1, maxSizeGb: 30 };
const POLICY = createRolloverPolicy(OPTIONS);
const PATH = '/_plugins/_ism/policies/baikonur-logs';

function answered(httpStatus: number, body: unknown = {}): SearchAnswer {
  return { status: 'answered', httpStatus, body };
}
function engine(...answers: readonly SearchAnswer[]) {
  const requests: Parameters<CallSearch>[0][] = [];
  const call: CallSearch = async (request) => answers[requests.push(request) - 1] ?? answered(500);
  return { call, requests };
}

it('rolls over, and deletes only where it is asked to', () => {
  const { policy } = POLICY.body;
  expect(policy).toMatchObject({
    states: [
      {
        name: 'write',
        actions: [{ rollover: { min_index_age: '1d', min_primary_shard_size: '30gb' } }],
        transitions: [],
      },
    ],
    ism_template: [{ index_patterns: ['logs-*'] }],
  });
  expect(createRolloverPolicy({ ...OPTIONS, deleteAfterDays: 60 }).body.policy).toMatchObject({
    states: [
      { transitions: [{ state_name: 'delete', conditions: { min_rollover_age: '60d' } }] },
      { name: 'delete', actions: [{ delete: {} }] },
    ],
  });
});

it.each<[status: string, requests: number, ...answers: SearchAnswer[]]>([
  ['created', 2, answered(404), answered(201)],
  ['unchanged', 1, answered(200, { _seq_no: 3, _primary_term: 1, policy: POLICY.body.policy })],
  ['updated', 2, answered(200, { _seq_no: 3, _primary_term: 1, policy: { description: 'x' } }), answered(200)],
  ['notSupported', 1, answered(400, { error: 'no handler found for uri' })],
  ['failed', 1, answered(403)],
  ['failed', 2, answered(404), answered(409)],
  ['failed', 1, { status: 'failed', error: 'reset' }],
])('is %s after %i requests', async (status, count, ...answers) => {
  const { call, requests } = engine(...answers);
  expect(await installRollover(call, POLICY)).toMatchObject({ status });
  expect(requests.map(({ method, path }) => [method, path])).toEqual(
    [
      ['GET', PATH],
      ['PUT', PATH],
    ].slice(0, count),
  );
  if (status === 'updated') expect(requests[1]?.query).toEqual({ if_seq_no: '3', if_primary_term: '1' });
});

it('changes nothing in a dry run', async () => {
  const { call, requests } = engine(answered(404));
  expect(await installRollover(call, POLICY, { dryRun: true })).toMatchObject({ status: 'created' });
  expect(requests).toHaveLength(1);
});
