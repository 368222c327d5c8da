import type { EnvironmentItem } from '../../shared/eden/environment/item.ts';
import { durationText, wideTable } from './wide-table.ts';

const NOW_MS = 1_800_000_000_000;
const now = NOW_MS / 1000;
const registry = '123456789012.dkr.ecr.us-east-1.amazonaws.com';

function item(more: Partial<EnvironmentItem>): EnvironmentItem {
  return {
    type: 'api',
    name: 'dev-foo',
    environment: 'foo',
    endpoint: 'api-foo.dev.example.com',
    status: 'ready',
    ...more,
  };
}

it.each([
  [0, '0s'],
  [59.6, '1m'],
  [61, '1m 1s'],
  [7_500, '2h 5m'],
  [90_000, '1d 1h'],
  [86_400, '1d'],
  [-5, '0s'],
  [Number.NaN, '?'],
])('%s seconds are %s', (seconds, text) => {
  expect(durationText(seconds)).toBe(text);
});

describe('wideTable', () => {
  const rows = (items: readonly EnvironmentItem[]): readonly (readonly string[])[] =>
    wideTable(items, NOW_MS).map((line) => line.split(/ {2,}/));

  it('has one line an environment, whatever its name is', () => {
    const hostile = item({ environment: 'foo\n\u001b[8mapi', endpoint: 'x\ty' });
    const lines = wideTable([hostile], NOW_MS);
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('foo\\u000a\\u001b[8mapi');
    expect(lines[1]).toContain('x\\u0009y');
  });

  it('has a row an environment, by profile and name', () => {
    const made = item({ image: `${registry}/api:pr-7`, last_updated: now - 7_500, expires_at: now + 90_000 });
    expect(rows([item({ type: 'web', endpoint: 'web-foo.dev.example.com' }), made])).toEqual([
      ['PROFILE', 'NAME', 'STATE', 'IMAGE', 'DEPLOYED', 'EXPIRES', 'HOST'],
      ['api', 'foo', 'ready', 'pr-7', '2h 5m ago', 'in 1d 1h', 'api-foo.dev.example.com'],
      ['web', 'foo', 'ready', '-', 'never', 'never', 'web-foo.dev.example.com'],
    ]);
  });

  it('says of environments that they have one host, in whatever case', () => {
    const states = rows([item({}), item({ type: 'web', endpoint: 'API-foo.dev.example.com' })]).map(
      ([, , state]) => state,
    );
    expect(states).toEqual(['STATE', 'ready, shared host', 'ready, shared host']);
  });

  it.each<[what: string, more: Partial<EnvironmentItem>, column: number, text: string]>([
    ['held', { status: 'updating', run_id: 'r', lease_until: NOW_MS + 9 }, 2, 'updating, held'],
    ['unfinished', { status: 'creating', run_id: 'r', lease_until: NOW_MS - 9 }, 2, 'creating, unfinished'],
    ['by digest', { image: `${registry}/api@sha256:${'ab'.repeat(32)}` }, 3, 'sha256:abababa'],
    ['expired', { expires_at: now - 1 }, 5, 'now'],
  ])('shows what is %s', (_what, more, column, text) => {
    expect(rows([item(more)])[1]?.[column]).toBe(text);
  });
});
