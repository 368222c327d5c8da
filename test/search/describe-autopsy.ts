import { createAutopsy, type Finding } from '../../cli/baikonur/dead-letters/autopsy.ts';
import { parseDeadLetter } from '../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import type { EngineApi } from './engine-api.ts';
import { createSinkWorld, logText, type SinkWorld } from './sink-world.ts';

type Fields = Readonly<Record<string, unknown>>;
type Clash = readonly [name: string, first: Fields, second: Fields, found: Partial<Finding>];

/** The first log makes the mapping, the second one clashes with it. */
const CLASHES: readonly Clash[] = [
  [
    'a text for a number',
    { user: { age: 1 } },
    { user: { age: 'old' } },
    { kind: 'type', field: 'user.age', engineType: 'long' },
  ],
  [
    'a value for an object',
    { user: { age: 1 } },
    { user: 'me' },
    { kind: 'object', field: 'user', engineType: 'object' },
  ],
  [
    'an object for a text',
    { user: 'me' },
    { user: { name: 'a' } },
    { kind: 'type', field: 'user', engineType: 'text' },
  ],
  [
    'an object for a number',
    { a: { b: 1 } },
    { a: { b: { c: 1 } } },
    { kind: 'type', field: 'a.b', engineType: 'long' },
  ],
  [
    'a text for a date',
    { at: '2024-06-07T03:00:00Z' },
    { at: 'soon' },
    { kind: 'type', field: 'at', engineType: 'date' },
  ],
  ['a text for a boolean', { ok: true }, { ok: 'maybe' }, { kind: 'type', field: 'ok', engineType: 'boolean' }],
];

/** The causes and fixes that `letters autopsy` names, on a real engine. */
export function describeAutopsy(engine: () => EngineApi): void {
  it.each(CLASHES)('%s: names field and type, and its fix is taken by a new index', async (_, first, second, found) => {
    const sink = createSinkWorld(engine().url);
    await sink.invoke([logText('a', first)]);
    expect(await sink.invoke([logText('b', second)], { at: 1 })).toEqual([]);
    const [finding, ...more] = findingsOf(sink);
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ ...found, count: 1 });
    for (const { where, line } of finding?.fixes ?? []) {
      if (where !== 'index template' || line === undefined) continue;
      const fixed = createSinkWorld(engine().url);
      const mappings = { properties: JSON.parse(`{${line}}`) };
      await engine().send('PUT', `/${fixed.prefix}-app-20240607`, { mappings });
      expect(await fixed.invoke([logText('b', second)])).toEqual([]);
      expect(fixed.bucket.deadLetters()).toEqual([]);
    }
  });

  it('too many fields, a strict mapping, and a term that is too long are known', async () => {
    const sink = createSinkWorld(engine().url);
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`field${n}`, 1]));
    const index = (type: string) => `/${sink.prefix}-${type}-20240607`;
    await engine().send('PUT', index('strict'), { mappings: { dynamic: 'strict' } });
    await engine().send('PUT', index('term'), { mappings: { properties: { message: { type: 'keyword' } } } });
    const term = { log_type: 'term', message: 'x'.repeat(40_000) };
    await sink.invoke([logText('a', many), logText('b', { log_type: 'strict' }), logText('c', term)]);
    const kinds = findingsOf(sink).map(({ kind, field }) => [kind, field]);
    expect(kinds.sort()).toEqual([
      ['fields', undefined],
      ['strict', expect.any(String)],
      ['term', 'message'],
    ]);
  });
}

function findingsOf(sink: SinkWorld): readonly Finding[] {
  const autopsy = createAutopsy((logType) => `${sink.prefix}-${logType}-*`);
  for (const [index, deadLetter] of sink.bucket.deadLetters().entries()) {
    const parsed = parseDeadLetter(Buffer.from(JSON.stringify(deadLetter)));
    if (parsed.status === 'found') autopsy.add({ ...parsed, key: 'key', line: index + 1 });
  }
  return autopsy.cases().map(({ finding }) => finding);
}
