import { findWords } from '../style/words.ts';
import { markdownFiles, readText, sectionOf } from './project.ts';

const PAGE = readText('docs/glossary.md');
const ROW = /^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm;
const JAPANESE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** Terms with a meaning of their own here, which no other source explains. */
const NEEDED = [
  'batch',
  'checkpoint',
  'dead letter',
  'delivery',
  'entry',
  'hold',
  'ledger',
  'outcome',
  'postponed',
  'recall',
  'redrive',
  'settle',
  'shard progress',
  'sink',
  'spill',
];

interface Row {
  readonly term: string;
  readonly meaning: string;
  readonly japanese: string;
}

function rowsOf(section: string): readonly Row[] {
  const rows = [...sectionOf(PAGE, section).matchAll(ROW)].map(([, term = '', meaning = '', japanese = '']) => ({
    term,
    meaning,
    japanese,
  }));
  return rows.slice(2);
}

const rows = ['Log pipeline', 'eden'].flatMap(rowsOf);

describe('docs/glossary.md', () => {
  it.each(NEEDED)('explains "%s"', (needed) => {
    expect(rows.map(({ term }) => term)).toContain(needed);
  });

  it.each(rows)('$term: a sentence, and Japanese beside it', ({ meaning, japanese }) => {
    expect(meaning).toMatch(/^[A-Z`].*\.$/);
    expect(japanese).toMatch(JAPANESE);
  });

  it.each(['Log pipeline', 'eden'])('%s: in alphabetical order, each term once', (section) => {
    const terms = rowsOf(section).map(({ term }) => term);
    expect(terms).toEqual([...new Set(terms)].sort((one, other) => one.localeCompare(other, 'en')));
    expect(terms.length).toBeGreaterThan(5);
  });
});

const pages = markdownFiles().filter(([path]) => path !== 'docs/glossary.md' && !path.startsWith('test/style/'));

describe('words that the project does not use', () => {
  it.each(pages)('%s', (path, text) => {
    expect(findWords({ path, text }).map(({ line, message }) => `${line}: ${message}`)).toEqual([]);
  });
});
