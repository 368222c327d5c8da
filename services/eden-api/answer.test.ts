import type { Problem } from '../../shared/eden/problem/problem.ts';
import { refuseProblems, refuseRun } from './answer.ts';

function problem(code: Problem['code']): Problem {
  return { code, message: `${code} it is.` };
}

it.each<[readonly Problem['code'][], number, string]>([
  [['bad_request'], 400, 'bad_request'],
  [['not_found'], 404, 'not_found'],
  [['unprocessable'], 422, 'unprocessable'],
  [['owned_by_other'], 409, 'owned_by_other'],
  [['held'], 409, 'held'],
  [['draining'], 409, 'draining'],
  [['quota'], 409, 'quota'],
  [['profile_changed'], 409, 'profile_changed'],
  [['lease_lost'], 409, 'lease_lost'],
  [['aws'], 502, 'aws'],
  [['deadline'], 504, 'deadline'],
  [['bad_request', 'unprocessable'], 422, 'unprocessable'],
  [['aws', 'deadline'], 504, 'deadline'],
  [['unprocessable', 'owned_by_other', 'aws'], 502, 'aws'],
])('%j is %i', (codes, statusCode, code) => {
  const got = refuseProblems(codes.map(problem));
  expect(got).toMatchObject({ statusCode, headers: { 'Cache-Control': 'no-store' } });
  const body: unknown = JSON.parse(got.body);
  expect(body).toMatchObject({ status: 'error', code, message: expect.stringContaining(`${code} it is.`) });
  expect((body as { problems: unknown[] }).problems).toHaveLength(codes.length);
});

it('a held environment says when to come again; a late run where to look', () => {
  const held = refuseRun({ status: 'failed', problems: [problem('held')], left: 'untouched', retryAfterS: 7 }, 'u');
  expect(held).toMatchObject({ statusCode: 409, headers: { 'Retry-After': '7' } });
  const late = refuseRun({ status: 'failed', problems: [problem('deadline')], left: 'unfinished', runId: 'r' }, 'u');
  expect(JSON.parse(late.body)).toMatchObject({ state: 'unfinished', runId: 'r', statusUrl: 'u' });
});
