import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../local/stack/paths.ts';
import { readText, sectionOf } from './project.ts';

const ENGLISH = readText('README.md');
const JAPANESE = readText('README.ja.md');
const RELIABILITY = readText('docs/reliability.md');
const PERFORMANCE = readText('docs/performance.md');

function matches(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, found = '']) => found);
}

function linksOf(text: string): readonly string[] {
  return matches(text, /\]\(([^)\s]+)\)/g);
}

/** Numbers of two digits and more, or with a fraction: 1.07, 155,310, 36. */
function numbersOf(text: string): readonly string[] {
  return (text.match(/\d+(?:[.,]\d+)+|\d{2,}/g) ?? []).sort();
}

describe('README.ja.md', () => {
  it('has the commands of README.md', () => {
    expect(matches(JAPANESE, /```sh\n([\s\S]*?)```/g)).toEqual(matches(ENGLISH, /```sh\n([\s\S]*?)```/g));
    const commands = (text: string) => [...new Set(text.match(/`npm [^`]+`/g))].sort();
    expect(commands(JAPANESE)).toEqual(commands(ENGLISH));
  });

  it('has the pictures of README.md, and no links that README.md has not, but to Japanese pages', () => {
    const pictures = /!\[[^\]]*\]\(([^)\s]+)\)/g;
    expect(matches(JAPANESE, pictures)).toEqual(matches(ENGLISH, pictures));
    const known = linksOf(ENGLISH);
    const own = linksOf(JAPANESE).filter((link) => link !== 'README.md' && !known.includes(link));
    expect(own.filter((link) => !link.startsWith('docs/ja/'))).toEqual([]);
    expect(own).toContain('docs/ja/start.md');
    expect(linksOf(ENGLISH)).toContain('README.ja.md');
    expect(linksOf(JAPANESE)).toContain('README.md');
  });

  it('has the pictures of the page in light and dark, and they exist', () => {
    const sources = /<(?:img src|source media="[^"]+" srcset)="([^"]+)"/g;
    const pictures = matches(ENGLISH, sources);
    expect(matches(JAPANESE, sources)).toEqual(pictures);
    expect(pictures).toEqual(['docs/images/watch-dark.png', 'docs/images/watch-light.png']);
    for (const picture of pictures) expect(existsSync(join(ROOT, picture))).toBe(true);
    const texts = /<img [^>]*alt="([^"]+)"/g;
    expect([matches(ENGLISH, texts), matches(JAPANESE, texts)].map((found) => found.length)).toEqual([1, 1]);
  });

  it('has a heading for each heading of README.md', () => {
    const headings = (text: string) => matches(text, /^##? (.*)$/gm);
    expect(headings(JAPANESE)).toHaveLength(headings(ENGLISH).length);
  });

  it('has the figures of README.md', () => {
    const figures = (text: string, from: string, to: string) =>
      numbersOf(text.slice(text.indexOf(from), text.indexOf(to)));
    expect(figures(JAPANESE, '| 比較対象 |', '## パイプライン')).toEqual(
      figures(ENGLISH, '| instead of |', '## The pipeline'),
    );
  });
});

describe('figures of README.md', () => {
  it('of reliability are those of docs/reliability.md', () => {
    const table = /<!-- oracle table: begin[\s\S]*?<!-- oracle table: end -->/.exec(RELIABILITY)?.[0] ?? '';
    const row = (name: string) => new RegExp(`^\\| \\**${name}\\** \\| ([\\d,]+) \\|`, 'm').exec(table)?.[1];
    expect(ENGLISH).toContain(
      `in ${row('scenarios')} random fault scenarios with ${row('logs sent, bad ones included')} logs | ${row('lost')} |`,
    );
    expect(ENGLISH).toMatch(
      new RegExp(`^\\| repeated logs .* \\| ${row('repeats without one of the three causes')} \\|$`, 'm'),
    );
  });

  it.each(['s3-sink', 'forwarders', 'es-sink', 'router'])(
    'of %s are the range of its rows in docs/performance.md',
    (work) => {
      const rows = (sectionOf(PERFORMANCE, 'The table').split('\n### ')[0] ?? '').matchAll(
        new RegExp(`^\\| ${work} \\| [\\w-]+ \\| [\\d.]+ \\| [\\d.]+ \\| \\**([\\d.]+)\\** \\|`, 'gm'),
      );
      const ratios = [...rows].map(([, ratio]) => Number(ratio));
      expect(ratios.length).toBeGreaterThan(4);
      const cell = ENGLISH.split('\n').find((line) => line.startsWith('| CPU time, where the cheapest')) ?? '';
      expect(cell).toContain(`${work} ${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)}`);
    },
  );

  it('of other programs are those of docs/performance.md', () => {
    const ratios = matches(sectionOf(PERFORMANCE, 'Compared with others'), /\| ([\d.–]+) \|$/gm);
    expect(ratios).toHaveLength(7);
    const shown = ['3.9–5.5', '4.2–11', '8.3–23', '6–20', '2.6', '1.1–1.5'];
    expect(shown.filter((ratio) => !ratios.includes(ratio) || !ENGLISH.includes(ratio))).toEqual([]);
  });
});

it('CHANGELOG.md: its newest version is that of package.json, or comes after it as unreleased', () => {
  const versions = matches(readText('CHANGELOG.md'), /^## \[([^\]]+)\]/gm).filter((name) => name !== 'Unreleased');
  expect(versions[0]).toBe(JSON.parse(readText('package.json')).version);
  const older = versions.slice(1);
  const page = readText('docs/upgrade.md');
  expect([versions[0], ...older].filter((version) => !page.includes(`## From ${version}`))).toEqual([]);
});
