import type { IndexInterval } from '../../shared/search/index-name.ts';
import { refuseNewIndices } from './new-indices.ts';

const NOW_MS = Date.parse('2026-11-28T10:00:00Z');
const HOUR_MS = 3_600_000;

interface Given {
  readonly wanted: readonly string[];
  /** Names and their age in hours. */
  readonly existing?: readonly (readonly [name: string, hours: number])[];
  readonly perInvocation?: number;
  readonly perDay?: number;
  readonly interval?: IndexInterval;
}

function refuse({ wanted, existing = [], perInvocation = 100, perDay = 100, interval = 'day' }: Given) {
  const indices = existing.map(([name, hours]) => ({ name, createdAtMs: NOW_MS - hours * HOUR_MS }));
  const refused = refuseNewIndices(wanted, indices, { caps: { perInvocation, perDay }, interval, nowMs: NOW_MS });
  return [...refused.keys()];
}

const TODAY = 'l-app-20261128';

it.each<[string, Given, readonly string[]]>([
  ['nothing is wanted', { wanted: [] }, []],
  ['within both caps', { wanted: ['l-a-20261128', 'l-b-20261128'] }, []],
  ['past the cap of an invocation', { wanted: ['l-a-20261128', 'l-b-20261128'], perInvocation: 1 }, ['l-b-20261128']],
  ['past the cap of a day', { wanted: ['l-a-20261128', 'l-b-20261128'], perDay: 1 }, ['l-b-20261128']],
  ['what others made today counts', { wanted: [TODAY], existing: [['l-x-20261128', 1]], perDay: 1 }, [TODAY]],
  ['what they made before does not', { wanted: [TODAY], existing: [['l-x-20261128', 25]], perDay: 1 }, []],
  [
    'the next day of a known type is not counted today',
    {
      wanted: ['l-new-20261128'],
      existing: [
        ['l-x-20261127', 30],
        ['l-x-20261128', 5],
      ],
      perDay: 1,
    },
    [],
  ],
  [
    'an old day of a known type is',
    {
      wanted: ['l-new-20261128'],
      existing: [
        ['l-x-20261127', 30],
        ['l-x-20261001', 5],
      ],
      perDay: 1,
    },
    ['l-new-20261128'],
  ],
  ['today of a known type is never refused', { wanted: [TODAY], existing: [['l-app-20261127', 30]], perDay: 0 }, []],
  ['nor is yesterday', { wanted: ['l-app-20261127'], existing: [['l-app-20261120', 200]], perDay: 0 }, []],
  ['nor is tomorrow', { wanted: ['l-app-20261129'], existing: [['l-app-20261127', 30]], perDay: 0 }, []],
  ['a week ago is', { wanted: ['l-app-20261121'], existing: [['l-app-20261127', 30]], perDay: 0 }, ['l-app-20261121']],
  [
    'a type that begins alike is another',
    { wanted: [TODAY], existing: [['l-app-b-20261127', 30]], perDay: 0 },
    [TODAY],
  ],
  ['an index without a date is no type', { wanted: [TODAY], existing: [['l-app', 30]], perDay: 0 }, [TODAY]],
  [
    'the days of a new type: the first counts, old ones as well',
    { wanted: ['l-a-20261128', 'l-a-20261127', 'l-a-20261001', 'l-a-20261002'], perInvocation: 2 },
    ['l-a-20261002'],
  ],
  [
    'a month',
    {
      wanted: ['l-a-202611', 'l-a-202612', 'l-a-202609'],
      existing: [['l-a-202610', 900]],
      perDay: 0,
      interval: 'month',
    },
    ['l-a-202612', 'l-a-202609'],
  ],
  [
    'no interval: each new name counts',
    { wanted: ['l-a', 'l-b'], existing: [['l-a-20261127', 9]], perDay: 2, interval: 'none' },
    ['l-b'],
  ],
  ['an index without a date of creation', { wanted: [TODAY], existing: [['l-x-20261128', Number.NaN]], perDay: 1 }, []],
])('%s', (_, given, expected) => {
  expect(refuse(given)).toEqual(expected);
});

it('10,000 types of one event: as many as the cap, and each sentence names index and variable', () => {
  const wanted = Array.from({ length: 10_000 }, (_, n) => `l-app${n}-20261128`);
  const caps = { perInvocation: 100, perDay: 300 };
  const refused = refuseNewIndices(wanted, [], { caps, interval: 'day', nowMs: NOW_MS });
  expect(refused.size).toBe(9_900);
  expect(refused.get('l-app100-20261128')).toBe(
    'index l-app100-20261128 does not exist, and it was not made: this invocation makes 100 other new ones (ES_NEW_INDICES_PER_INVOCATION=100)',
  );
});
