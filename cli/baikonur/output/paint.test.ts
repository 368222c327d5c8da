import { PassThrough } from 'node:stream';
import { createPaint } from './paint.ts';

it.each<[boolean, Readonly<Record<string, string>>, boolean]>([
  [true, {}, true],
  [true, { TERM: 'xterm-256color' }, true],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { TERM: 'xterm-256color' }, false],
])('on a terminal: %s, with %j, colours: %s', (isTTY, env, isColoured) => {
  const text = createPaint(Object.assign(new PassThrough(), { isTTY }), env)('red', 'x');
  expect(text).toBe(isColoured ? '\u001b[31mx\u001b[39m' : 'x');
});
