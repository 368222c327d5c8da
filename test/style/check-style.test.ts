import { checkStyle } from './check-style.ts';
import { AVOIDED_WORDS } from './glossary-words.ts';
import { parseSourceFile } from './source-file.ts';

/** `line rule` of each problem in a file. */
function check(text: string, path = 'shared/log/some.ts'): string[] {
  return checkStyle([parseSourceFile(path, text)]).map(({ line, rule }) => `${line} ${rule}`);
}

const lines = (count: number): string => Array.from({ length: count }, () => '  now();').join('\n');

describe('the length of a function', () => {
  it.each([
    ['50 lines', `function a() {\n${lines(48)}\n}`, []],
    ['51 lines', `function a() {\n${lines(49)}\n}`, ['1 size']],
    ['51 lines with comments', `function a() {\n${lines(40)}${'\n// why'.repeat(9)}\n}`, ['1 size']],
    ['an arrow', `// ü\nconst a: A = () => {\n${lines(49)}\n};`, ['2 size']],
    ['a method', `const a = { b() {\n${lines(49)}\n} };`, ['1 size']],
    ['cases of a test', `describe.each([1])('a', () => {\nit('b', () => {\n${lines(60)}\n});\n});`, []],
    ['a function inside a test', `it('b', () => {\nconst f = () => {\n${lines(60)}\n};\n});`, ['2 size']],
  ])('%s', (_what, text, problems) => {
    expect(check(text)).toEqual(problems);
  });
});

describe('the order of a file', () => {
  it.each([
    ['helpers below', 'export function a() { b(); }\nfunction b() { c(); }\nfunction c() {}', []],
    ['a helper above its user', 'function b() {}\nexport function a() { return b(); }', ['1 order']],
    ['a helper above another', 'export function a() { b(); c(); }\nfunction c() {}\nfunction b() { c(); }', []],
    ['a helper given as a value', 'function b() {}\nexport function a() { return [].map(b); }', ['1 order']],
    ['a property of the same name', 'function b() {}\nb();\nexport function a(x: X) { return x.b; }', []],
    ['functions that call each other', 'export function a() { b(); }\nfunction b() { a(); }', []],
  ])('%s', (_what, text, problems) => {
    expect(check(text)).toEqual(problems);
  });

  it('does not matter in a test', () => {
    expect(check('function b() {}\nexport function a() { b(); }', 'shared/log/some.test.ts')).toEqual([]);
  });
});

describe('functions of a module', () => {
  it.each([
    ['const a = () => 1;', ['1 function']],
    ['export const a = async function () {};', ['1 function']],
    ['export const a: Deliver = () => 1;', []],
    ['export function a() {\n  const b = () => 1;\n  return b;\n}', []],
  ])('%s', (text, problems) => {
    expect(check(text)).toEqual(problems);
  });
});

describe('the spelling of constants', () => {
  it.each([
    ['export const maxBytes = 10;', ['1 constant']],
    ['const maxBytes = 10 * KIB;', ['1 constant']],
    ['const names = ["a", -1, /x/] as const;', ['1 constant']],
    ['const names: Readonly<Record<string, number>> = { a: 1, b: [2] };', ['1 constant']],
    ['const names = new Set(["a"]);', ['1 constant']],
    ['export const MAX_BYTES = 10;', []],
    ['const seen = new Set<string>();', []],
    ['const schema = z.object({ a: z.string() });', []],
    ['const maxBytes = bytes * 2;', []],
    ['const deliver: Deliver = () => 1;', []],
    ['function a() {\n  const few = 2;\n  return few;\n}', []],
  ])('%s', (text, problems) => {
    expect(check(text)).toEqual(problems);
  });
});

describe('casts over unknown', () => {
  const cast = 'export const a = b() as unknown as C;';

  it.each([
    ['are refused', cast, 'shared/log/some.ts', ['1 cast']],
    ['are no casts to unknown', 'export const a = b() as unknown;', 'shared/log/some.ts', []],
    [
      'are allowed once in the pipeline',
      `${cast}\nexport const d = b() as unknown as C;`,
      'shared/pipeline/a.ts',
      ['2 cast'],
    ],
    ['are allowed in tests', cast, 'shared/log/some.test.ts', []],
  ])('%s', (_what, text, path, problems) => {
    expect(check(text, path)).toEqual(problems);
  });
});

describe('plain words', () => {
  it.each([
    ['// The shipments of a batch.', 'shipment'],
    ['const letterPath = read();', 'letter'],
    ['the Letter of a log', 'letter'],
    ['The books balance.', 'books'],
    ['const shardLane = lanes.get(key);', 'lane'],
    ['/** What it is. */', 'What'],
    ['a batch that is given up', 'given up'],
  ])('%s', (text) => {
    expect(check(text, 'docs/some.md')).toContain('1 word');
  });

  it.each([
    'a dead letter, deadLetterPath, DEAD_LETTER, DeadLetters',
    'letters, digits and hyphens',
    "attributes of the table: 'lane'",
    'What it costs: in docs a heading may ask.',
  ])('%s', (text) => {
    expect(check(text, 'docs/some.md')).toEqual([]);
  });

  it('say what to write instead', () => {
    expect(AVOIDED_WORDS.filter(({ say }) => say.trim() === '')).toEqual([]);
  });
});
