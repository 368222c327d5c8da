import { PassThrough, Readable } from 'node:stream';
import { describeGroups } from './describe-groups.ts';
import type { DeadLetterGroup } from './group-dead-letters.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 1);
const TYPES = ['app.orders.eu-central', 'app.orders.us-central'];

function groupOf(logType: string): DeadLetterGroup {
  const time = new Date(NOW_MS - 60_000).toISOString();
  const example = { identity: 's/shard/1', key: `failed/${logType}`, line: 1, error: 'no time' };
  const named = { function: 'sink', target: 'kinesis:dev-subscriber', reason: 'bad_time', logType };
  return { ...named, error: 'no time', count: 5, oldest: time, newest: time, example };
}

it.each([undefined, 80, 60])('shows every name whole, and the example below its group; columns: %p', (columns) => {
  const stdout = Object.assign(new PassThrough(), columns === undefined ? {} : { isTTY: true, columns });
  const shell = {
    ...{ stdout, stderr: new PassThrough(), stdin: Readable.from([]), env: { NO_COLOR: '1' } },
    ...{ now: () => NOW_MS, untilInterrupted: () => new AbortController().signal },
  };
  const lines = describeGroups(TYPES.map(groupOf), { topology: { functions: [] }, shell }).split('\n');
  const table = lines.filter((line) => !/^ {2}(no time|failed)/.test(line));
  if (columns !== undefined) expect(Math.max(...table.map(({ length }) => length))).toBeLessThanOrEqual(columns);
  for (const type of TYPES) {
    const [key, error, ...above] = lines.slice(0, lines.indexOf(`  failed/${type} line 1`) + 1).toReversed();
    expect([key, error]).toEqual([`  failed/${type} line 1`, '  no time']);
    expect(above.slice(0, 2).join('\n')).toContain(`kinesis:dev-subscriber`);
    expect(above.slice(0, 2).join('\n')).toContain(type);
  }
});
