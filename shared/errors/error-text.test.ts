import { cutErrorText, errorText } from './error-text.ts';

it.each([
  ['an error', new Error('HTTP 503'), 'HTTP 503'],
  ['a text', 'no answer', 'no answer'],
  ['nothing', undefined, 'undefined'],
])('tells the text of %s', (_name, cause, text) => {
  expect(errorText(cause)).toBe(text);
});

it.each([
  ['as long as allowed', 'x'.repeat(2048), 'x'.repeat(2048)],
  ['one byte longer', 'x'.repeat(2049), `${'x'.repeat(2045)}…`],
  ['of characters of three bytes', 'あ'.repeat(700), `${'あ'.repeat(681)}…`],
])('cuts a text %s at 2 KB, between characters', (_name, text, cut) => {
  expect(cutErrorText(text)).toBe(cut);
});
