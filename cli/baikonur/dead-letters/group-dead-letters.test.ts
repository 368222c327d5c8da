import { parseDeadLetter } from '../../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import { createGrouping, type LocatedDeadLetter } from './group-dead-letters.ts';

function located(error: string, changes: object = {}, line = 1): LocatedDeadLetter {
  const minute = String(line).padStart(2, '0');
  const fields = { identity: `s/shard/${line}`, function: 'f', target: '-', reason: 'bad_time', error, data: 'x' };
  const json = JSON.stringify({ ...fields, failedAt: `2026-11-22T10:${minute}:00.000Z`, ...changes });
  const parsed = parseDeadLetter(Buffer.from(json));
  if (parsed.status !== 'found') throw new Error(parsed.sentence);
  return { key: 'k', line, deadLetter: parsed.deadLetter };
}

describe('createGrouping', () => {
  it('folds errors that differ in values, with count, ages and the newest as example', () => {
    const grouping = createGrouping();
    for (const [line, got] of [
      [2, 'b'],
      [9, 'z'],
      [1, 'a'],
    ] as const) {
      grouping.add(located(`time: expected a time, got "${got}"`, {}, line));
    }
    grouping.add(located('time: expected a time, got "c"', { logType: 'app' }, 10));
    expect(grouping.groups()).toEqual([
      {
        function: 'f',
        target: '-',
        reason: 'bad_time',
        logType: 'app',
        error: 'time: expected a time, got "…"',
        count: 1,
        oldest: '2026-11-22T10:10:00.000Z',
        newest: '2026-11-22T10:10:00.000Z',
        example: { identity: 's/shard/10', key: 'k', line: 10, error: 'time: expected a time, got "c"' },
      },
      {
        function: 'f',
        target: '-',
        reason: 'bad_time',
        logType: null,
        error: 'time: expected a time, got "…"',
        count: 3,
        oldest: '2026-11-22T10:01:00.000Z',
        newest: '2026-11-22T10:09:00.000Z',
        example: { identity: 's/shard/9', key: 'k', line: 9, error: 'time: expected a time, got "z"' },
      },
    ]);
  });

  it.each(['function', 'target', 'reason', 'logType'])('keeps apart what differs in %s', (name) => {
    const grouping = createGrouping();
    grouping.add(located('e', { [name]: 'one' }));
    grouping.add(located('e', { [name]: 'two' }));
    expect(grouping.groups()).toHaveLength(2);
  });

  it('stays within its memory when every error is another one', () => {
    const grouping = createGrouping(10);
    for (let n = 0; n < 1_000; n++) grouping.add(located(`field_x${n} is wrong`));
    const groups = grouping.groups();
    expect(groups).toHaveLength(11);
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(1_000);
    expect(groups.map(({ error }) => error)).toContain('(other errors)');
  });
});
