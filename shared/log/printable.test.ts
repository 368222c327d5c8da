import { printable, printableJson, printableLines } from './printable.ts';

describe('printable', () => {
  it.each([
    ['an escape sequence', '\u001b]52;c;cm0=\u0007', '\\u001b]52;c;cm0=\\u0007'],
    ['a C1 control', '\u009b2J', '\\u009b2J'],
    ['a carriage return', 'a\rb', 'a\\u000db'],
    ['the Arabic direction mark', '\u061c', '\\u061c'],
    ['line and paragraph separator', '\u2028\u2029', '\\u2028\\u2029'],
    ['bidirectional controls', '\u202e\u2066\u200f', '\\u202e\\u2066\\u200f'],
    ['ordinary text', '日本 "é" \\n 😀', '日本 "é" \\n 😀'],
  ])('%s', (_name, text, expected) => expect(printable(text)).toBe(expected));
});

describe('printableLines', () => {
  it('leaves lines, tabs and colours, and escapes all else', () => {
    expect(printableLines('\u001b[1ma\u001b[22m\tb\n\u001b[2J\u001b]0;c\u0007\r')).toBe(
      '\u001b[1ma\u001b[22m\tb\n\\u001b[2J\\u001b]0;c\\u0007\\u000d',
    );
  });
});

describe('printableJson', () => {
  const hostile = { '\u202ekey': ['\u009b2J', '\u001b]0;title\u0007', '\u2028', '\u061c', 'a\nb\r\t', '日本 "é" 😀'] };

  it.each([undefined, 2])('has no such character, and the same value (indent %s)', (indent) => {
    const text = printableJson(hostile, indent);
    expect(printable(text.replaceAll('\n', ''))).toBe(text.replaceAll('\n', ''));
    expect(JSON.parse(text)).toEqual(hostile);
    expect(text.split('\n')).toHaveLength(indent === undefined ? 1 : 10);
  });
});
