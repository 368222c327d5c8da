import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellWord } from './shell-word.ts';

it.each([
  ['baikonur-dev-router-route', 'baikonur-dev-router-route'],
  ['', "''"],
  ['$(id)', "'$(id)'"],
  ["it's;id", `'it'\\''s;id'`],
  ['=ls', "'=ls'"],
  ['a=ls', 'a=ls'],
])('%j is %s', (text, word) => expect(shellWord(text)).toBe(word));

it('the shell reads what was given', () => {
  const texts = fc.sample(
    fc.string({ unit: fc.constantFrom('a', "'", '"', '$', '`', '\\', ' ', '\n', ';', '(', '*', '~') }),
    50,
  );
  const words = texts.map((text) => shellWord(text)).join(' ');
  const read = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${words}`], { encoding: 'utf8' });
  expect(read.split('\0').slice(0, -1)).toEqual(texts);
});
