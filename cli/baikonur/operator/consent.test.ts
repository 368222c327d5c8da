import { PassThrough, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Shell } from '../shell.ts';
import { askToRun } from './consent.ts';

const QUESTION = { text: 'Start nightly', otherwise: 'nothing was started' };

async function ask(answer: string, { isTTY = true, yes = false } = {}) {
  const stderr = new PassThrough();
  const shown = text(stderr);
  const stdin = Object.assign(Readable.from([Buffer.from(answer)]), { isTTY });
  // The other parts of a shell are not used.
  const shell = { stdin, stderr } as Partial<Shell> as Shell;
  const end = await askToRun(QUESTION, { run: true, yes }, shell).catch(({ message }: Error) => message);
  stderr.end();
  return [end, await shown];
}

it.each([
  ['yes\n', true],
  [' yes \n', true],
  ['y\n', 'not confirmed: expected yes, got "y"; nothing was started'],
  ['no\nyes\n', 'not confirmed: expected yes, got "no"; nothing was started'],
  ['', 'not confirmed: expected yes, got no answer; nothing was started'],
])('asks, and takes %j as %j', async (answer, end) => {
  expect(await ask(answer)).toEqual([end, 'Start nightly? Type yes: ']);
});

it('--yes is the answer, also where no one is asked', async () => {
  expect(await ask('', { isTTY: false, yes: true })).toEqual([true, '']);
});

it('says what to add where no one can answer', async () => {
  expect(await ask('yes\n', { isTTY: false })).toEqual([
    '--run asks first, and no one can answer here: add --yes; nothing was started',
    '',
  ]);
});
