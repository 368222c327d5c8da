import fc from 'fast-check';
import { makeLog } from '../../shared/delivery/testing/make-log.ts';
import { groupLogs } from './groups.ts';

const DAY = { layout: 'baikonur', maxGroups: 500 } as const;
function at(time: string, logType = 'app') {
  return makeLog({ time, logType });
}

describe('groupLogs', () => {
  it.each([
    ['the last and the first moment of a day', ['2026-11-22T23:59:59.999Z', '2026-11-23T00:00:00.000Z'], [[0], [1]]],
    ['days that come and go', ['2026-11-22T01:00:00Z', '2026-11-21T01:00:00Z', '2026-11-22T02:00:00Z'], [[0, 2], [1]]],
    [
      'the days around 1970',
      ['1969-12-31T23:59:59.999Z', '1970-01-01T00:00:00Z', '1969-12-31T00:00:00Z'],
      [[0, 2], [1]],
    ],
  ])('tells %s apart', (_, times, expected) => {
    const { groups } = groupLogs(
      times.map((time) => at(time)),
      DAY,
    );
    expect(groups.map(({ indexes }) => indexes)).toEqual(expected);
  });

  it('splits days into hours for the hive layout', () => {
    const logs = [at('2026-11-22T01:59:59Z'), at('2026-11-22T02:00:00Z')];
    expect(groupLogs(logs, { ...DAY, layout: 'hive' }).groups).toHaveLength(2);
  });

  it('leaves the first log that finds no room, and all behind it', () => {
    const logs = ['a', 'b', 'a', 'c', 'a'].map((logType) => at('2026-11-22T01:00:00Z', logType));
    const { groups, postponedFrom } = groupLogs(logs, { ...DAY, maxGroups: 2 });
    expect(groups.map(({ indexes }) => indexes)).toEqual([[0, 2], [1]]);
    expect(postponedFrom).toBe(3);
  });

  it('keeps types apart that look like members of every object', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    expect(
      groupLogs(
        names.map((name) => at('2026-11-22T01:00:00Z', name)),
        DAY,
      ).groups,
    ).toHaveLength(4);
  });

  it('gives every log before the cut one group, of its type and its own day', () => {
    const log = fc.record({ day: fc.integer({ min: -800, max: 800 }), logType: fc.constantFrom('a', 'b', 'c') });
    fc.assert(
      fc.property(fc.array(log, { maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (specs, maxGroups) => {
        const logs = specs.map(({ day, logType }) => makeLog({ logType, time: new Date(day * 3e7).toISOString() }));
        const { groups, postponedFrom } = groupLogs(logs, { layout: 'baikonur', maxGroups });
        const placed = groups.flatMap(({ indexes }) => indexes).sort((a, b) => a - b);
        expect(placed).toEqual(Array.from({ length: postponedFrom }, (_, index) => index));
        expect(groups.length).toBeLessThanOrEqual(maxGroups);
        const dayOf = (index: number) => Math.floor(Number((logs[index]?.timeNs ?? 0n) / 1_000_000n) / 86_400_000);
        const contents = groups.map(
          ({ indexes }) => new Set(indexes.map((index) => `${logs[index]?.logType} ${dayOf(index)}`)),
        );
        for (const kinds of contents) expect(kinds.size).toBe(1);
        expect(new Set(contents.flatMap((kinds) => [...kinds])).size).toBe(groups.length);
      }),
    );
  });
});
