import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPages } from '../read-pages.ts';
import type { Page } from '../sidebar.ts';
import { checkPages } from './check-pages.ts';
import { findHiddenComments, findUntestedBlocks } from './code-blocks.ts';
import { contrastOf, findLowContrast } from './contrast.ts';
import { findBrokenLines } from './japanese-lines.ts';
import { findDeadLinks, findFileNames } from './links.ts';
import { findMissingTexts, findOldPictures, stampPicture } from './pictures.ts';
import { areLong, wordsPerSentence } from './sentences.ts';
import { judgeTranslation, stampTranslation } from './translations.ts';

const ROOT = join(__dirname, '../../..');
it('the handbook has no problem', () => {
  expect(checkPages(readPages(ROOT), ROOT).problems).toEqual([]);
});

describe('code blocks', () => {
  it.each([
    ['a console that no test runs', '# A\n\n```console\n$ x\n```\n', 3],
    ['code of another language', 'text\n```java\nint a;\n```\n', 2],
    ['a prompt in a plain block', '```\n$ ./baikonur find\n```\n', 1],
    ['JSON that is none', '```json\n{"a": }\n```\n', 1],
    ['the second block', '```sh\nnpm ci\n```\n\n  ```toml\n  a = 1\n  ```\n', 5],
  ])('%s', (_name, text, line) => {
    expect(findUntestedBlocks(pageOf(text)).map((one) => one.line)).toEqual([line]);
  });

  it.each([
    ['a mark with a reason', '<!-- not run: no KPL here -->\n```java\nint a;\n```\n'],
    ['lines of JSON', '```json\n{"a": 1}\n{"a": 2}\n```\n'],
    ['an output', '```text\na / b\n```\n'],
    ['a shell', '```sh\nnpm ci\n```\n'],
  ])('%s is fine', (_name, text) => {
    expect(findUntestedBlocks(pageOf(text))).toEqual([]);
  });

  it('a mark needs a reason, and a page of the knowledge base is run', () => {
    expect(findUntestedBlocks(pageOf('<!-- not run: -->\n```java\n```\n'))).toHaveLength(1);
    expect(findUntestedBlocks(pageOf('```console\n$ x\n```\n', 'docs/ja/knowledge/time.md'))).toEqual([]);
  });
});

it('comments that begin where a large screen ends, in blocks of commands', () => {
  const far = `npm ci${' '.repeat(60)}# a`;
  expect(findHiddenComments(pageOf(`x\n\`\`\`sh\nnpm ci  # a\n${far}\n\`\`\`\n`)).map(({ line }) => line)).toEqual([4]);
  expect(findHiddenComments(pageOf(`\`\`\`text\n${far}\n\`\`\`\n`))).toEqual([]);
});

it('Japanese: lines that end within a sentence or between two, not those of lists, tables, code and front matter', () => {
  const text =
    '---\ntext: 文\nlink: x\n---\n# 題\n文です。\n次の文です。\n\n- 項目、\n  続き\n- 項目\n\n| 表 |\n| --- |\n```\n語\n語\n```\n文:\nx\n';
  expect(findBrokenLines(pageOf(text, 'docs/ja/a.md')).map(({ line }) => line)).toEqual([6, 9]);
  expect(findBrokenLines(pageOf(text, 'docs/a.md'))).toEqual([]);
});

it('links to pages whose text is a name of a file', () => {
  const page = pageOf('[start.md](start.md)\n[`a.md`](start.md) [start](start.md) [x.md](x.md)', 'docs/start.md');
  expect(findFileNames(page, pagesOf(page)).map(({ line }) => line)).toEqual([1]);
});

it('links: files and headings that do not exist, with their line; not in code', () => {
  const page = pageOf(
    '# A b\n[x](#a-b)\n[x](#b)\n\n[x](none.md) `[x](y.md)`\n```\n[x](y.md)\n```\n[x](https://a.b)',
    'docs/start.md',
  );
  expect(findDeadLinks(page, ROOT, pagesOf(page))).toEqual([
    { path: 'docs/start.md', line: 3, message: '#b: docs/start.md has no heading for #b' },
    { path: 'docs/start.md', line: 5, message: 'none.md: there is no docs/none.md' },
  ]);
});

describe('pictures', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'baikonur-pictures-'));
    mkdirSync(join(root, 'docs/images'), { recursive: true });
    writeFileSync(join(root, 'program.ts'), 'one');
    writeFileSync(join(root, 'docs/images/a.svg'), '<svg/>');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('a text for people who cannot see them', () => {
    const text = '![a](b.svg)\n![](b.svg)\n<img src="b" alt="">\n<img src="b" alt="c">\n`![](x)`';
    expect(findMissingTexts(pageOf(text)).map(({ line }) => line)).toEqual([2, 3]);
  });

  it('one that nothing is known of, an old one, one that is up to date', () => {
    expect(findOldPictures(root)[0]?.message).toBe('expected its sources in docs/images/shown.json');
    const shown = { 'a.svg': { command: 'npm run picture', sources: ['program.ts'], hash: '0' } };
    writeFileSync(join(root, 'docs/images/shown.json'), JSON.stringify(shown));
    expect(findOldPictures(root)[0]?.message).toContain('older than what it shows (program.ts): npm run picture');
    writeFileSync(join(root, 'docs/images/shown.json'), stampPicture('a.svg', root));
    expect(findOldPictures(root)).toEqual([]);
    writeFileSync(join(root, 'program.ts'), 'two');
    expect(findOldPictures(root)).toHaveLength(1);
    expect(() => stampPicture('b.svg', root)).toThrow(
      'b.svg is neither a page of the handbook nor a picture of docs/images/shown.json',
    );
  });
});

describe('contrast', () => {
  it.each([
    ['#000000', '#ffffff', 21],
    ['#777777', '#ffffff', 4.48],
    ['#ffffff', '#ffffff', 1],
  ])('%s on %s is %d', (one, other, ratio) => {
    expect(contrastOf(one, other)).toBeCloseTo(ratio, 2);
  });

  it('finds a text that is hard to read, and a colour that is missing', () => {
    const css = ':root {\n  --vp-c-text-1: #999999;\n  --vp-c-bg: #ffffff;\n}\n.dark {\n  --vp-c-bg: #000000;\n}\n';
    const found = findLowContrast('colors.css', css);
    expect(found[0]).toEqual({
      path: 'colors.css',
      line: 2,
      message: 'light: --vp-c-text-1 on --vp-c-bg has a contrast of 2.85, less than 4.5',
    });
    expect(found.map(({ message }) => message)).toContain('dark: expected colours --vp-c-text-1 and --vp-c-bg');
  });
});

it('sentences: their length on average, without code, tables and headings', () => {
  const five = 'One two three four.\n'.repeat(5);
  expect(
    wordsPerSentence(
      `# A very long heading of many words\n\n${five}\n| a | table |\n\n\`\`\`\ncode code code\n\`\`\`\n`,
    ),
  ).toBe(4);
  expect(wordsPerSentence('Too short.')).toBeUndefined();
  expect([areLong(26), areLong(25), areLong(undefined)]).toEqual([true, false, false]);
});

describe('translations', () => {
  const english = pageOf('# Start\n', 'docs/start.md');
  const japanese = pageOf('# はじめる\n', 'docs/ja/start.md');

  it('one without a header, one that is up to date, one that is behind', () => {
    expect(judgeTranslation(japanese, pagesOf(english))).toContain('expected a line "<!-- English: ');
    const stamped = { ...japanese, text: stampTranslation(japanese, pagesOf(english)) };
    expect(judgeTranslation(stamped, pagesOf(english))).toBeUndefined();
    const newer = pagesOf({ ...english, text: '# Start here\n' });
    expect(judgeTranslation(stamped, newer)).toBe('docs/start.md was changed since it was translated');
    const again = { ...stamped, text: stampTranslation(stamped, newer) };
    expect(judgeTranslation(again, newer)).toBeUndefined();
    expect(again.text.match(/English:/g)).toHaveLength(1);
  });

  it('front matter stays the first; an English page that is gone is told', () => {
    const home = pageOf('---\nlayout: home\n---\n', 'docs/ja/start.md');
    expect(stampTranslation(home, pagesOf(english))).toMatch(/^---\nlayout: home\n---\n<!-- English: docs\/start\.md /);
    expect(() => stampTranslation(japanese, new Map())).toThrow('its English page docs/start.md does not exist');
    expect(() => stampTranslation({ ...japanese, source: 'docs/faq.md' }, new Map())).toThrow(
      'docs/faq.md is no translation: those are in docs/ja/',
    );
    expect(judgeTranslation(english, pagesOf(english))).toBeUndefined();
  });
});

function pageOf(text: string, source = 'docs/some.md'): Page {
  return { source, text };
}

function pagesOf(...pages: readonly Page[]): ReadonlyMap<string, Page> {
  return new Map(pages.map((page) => [page.source, page]));
}
