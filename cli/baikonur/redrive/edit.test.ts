import type { ReadDeadLetter } from '../../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import { UsageError } from '../shell.ts';
import { createEdit, loadEdit } from './edit.ts';

const DEAD_LETTER: ReadDeadLetter = {
  identity: 's/shard/1',
  function: 'f',
  target: '-',
  stage: 'dev',
  reason: 'bad_field',
  error: '',
  attempts: 1,
  arrivedAt: '',
  failedAt: '',
  partitionKey: '',
};

type Loose = { [name: string]: unknown };

it.each<[string, string, (log: Loose) => unknown, string | undefined]>([
  ['adds a member', '{"a":1}', (log) => ({ ...log, b: 2 }), '{"a":1,"b":2}'],
  ['changes the log in place', '{"a":1}', (log) => Object.assign(log, { a: 2 }), '{"a":2}'],
  [
    'keeps digits that a double cannot hold',
    '{"n":12345678901234567890,"a":1.50}',
    (log) => ({ ...log, b: 0 }),
    '{"n":12345678901234567890,"a":1.5,"b":0}',
  ],
  ['keeps the bytes where nothing changed', '{ "n": 1.50 }', (log) => log, undefined],
  ['keeps the bytes where the same text came back', 'no json', (log) => log, undefined],
  ['gets text that is no JSON', 'no json', (log) => `{"text":${JSON.stringify(log)}}`, '{"text":"no json"}'],
])('%s', async (_name, before, edit, after) => {
  const data = Buffer.from(before);
  const edited = await createEdit((log) => edit(log as Loose))(data, DEAD_LETTER);
  expect(edited).toEqual(
    after === undefined ? { status: 'kept', data } : { status: 'changed', data: Buffer.from(after) },
  );
});

it.each<[string, (log: unknown) => unknown, boolean, RegExp]>([
  ['returns nothing', () => undefined, false, /returned nothing/],
  ['throws', () => JSON.parse('{'), true, /^--edit failed: /],
  ['returns a number', () => 7, true, /returned number/],
  ['returns null', () => null, true, /expected an object/],
])('leaves the dead letter where the function %s', async (_name, edit, isProblem, why) => {
  expect(await createEdit(edit)(Buffer.from('{}'), DEAD_LETTER)).toEqual({
    status: 'left',
    isProblem,
    why: expect.stringMatching(why),
  });
});

it('gives bytes that are no text as bytes, and takes bytes', async () => {
  const edit = createEdit((log) => Buffer.from((log as Uint8Array).map((byte) => byte - 1)));
  expect(await edit(Buffer.from([0xff, 0xff]), DEAD_LETTER)).toEqual({
    status: 'changed',
    data: Buffer.from([0xfe, 0xfe]),
  });
});

it('says which file could not be loaded', async () => {
  await expect(loadEdit('/no/such/file.mjs')).rejects.toThrow(UsageError);
});
