import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { source as axeSource } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { ROOT } from '../../local/stack/paths.ts';
import { buildHandbook, type ServedHandbook, serveHandbook } from './built-handbook.ts';
import {
  findBrokenPictures,
  findStrayTexts,
  findWideTables,
  judgeDiagrams,
  judgeMarked,
  markNewTexts,
  measureWidth,
} from './handbook-measures.ts';
import { openBrowser } from './open-browser.ts';

/** The generator is installed and run where nothing is built. */
jest.setTimeout(600_000);

/** The narrowest phones. */
const WIDTH = 360;
const SCHEMES = ['light', 'dark'] as const;
type Scheme = (typeof SCHEMES)[number];

let browser: Browser;
let handbook: ServedHandbook;
let page: Page;

beforeAll(async () => {
  buildHandbook();
  handbook = await serveHandbook();
  browser = await openBrowser();
});

beforeEach(async () => {
  page = await browser.newPage({ viewport: { width: WIDTH, height: 800 }, bypassCSP: true });
});

afterEach(() => page.close());

afterAll(async () => {
  await browser.close();
  await handbook.stop();
});

it(`no page scrolls sideways at ${WIDTH} px or lacks a picture, and every text can be read, light and dark`, async () => {
  const known: string[] = [];
  const problems: string[] = [];
  for (const { source, url } of handbook.pages) {
    await page.goto(`${url}?static`);
    const found = [
      ...(await measureWidth(page)),
      ...(await findBrokenPictures(page)),
      ...(await findStrayTexts(page)),
      ...(await judgeNewTexts(known)),
    ];
    problems.push(...found.map((one) => `${source}: ${one}`));
  }
  expect(handbook.pages.length).toBeGreaterThan(80);
  expect(problems).toEqual([]);
});

it('no table is cut off on a large screen', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const problems: string[] = [];
  for (const { source, url } of handbook.pages) {
    await page.goto(`${url}?static`);
    problems.push(...(await findWideTables(page)).map((one) => `${source}: ${one}`));
  }
  expect(problems).toEqual([]);
});

it('the frame of the site on a large screen can be read, light and dark', async () => {
  await page.setViewportSize({ width: 1440, height: 900 });
  for (const source of ['docs/index.md', 'docs/start.md', 'docs/ja/index.md', 'docs/ja/start.md']) {
    await page.goto(`${urlOf(source)}?static`);
    expect(await judgeNewTexts([])).toEqual([]);
  }
});

it('of a picture in two colour schemes, that of the page is shown', async () => {
  await page.goto(urlOf('docs/cli/watch.md'));
  for (const scheme of SCHEMES) {
    await setScheme(scheme);
    const shown = page.locator('.vp-doc img').filter({ visible: true });
    expect(await shown.evaluateAll((images) => images.map((image) => image.getAttribute('src')))).toEqual([
      expect.stringContaining(`watch-${scheme}`),
    ]);
  }
});

it.each([
  ['docs/start.md', 'held', 'At 3 a.m.'],
  ['docs/start.md', 'dead letter', 'Failure handling'],
  ['docs/start.md', 'AccessDenied', 'held'],
  ['docs/ja/start.md', '保留', '保持期間、保留、復旧'],
  ['docs/ja/start.md', 'デッドレター', '用語集'],
  ['docs/ja/start.md', '再処理', '用語集'],
])('from %s the search finds %j', async (source, words, title) => {
  expect((await search(source, words)).join('\n')).toContain(title);
});

it.each([
  ['docs/start.md', 'What does held mean?', 'held'],
  ['docs/start.md', 'how do I put dead letters back', 'put dead letters back'],
  ['docs/ja/start.md', 'デッドレターとは何ですか', 'デッドレター'],
])('from %s the search finds for %j what it finds for %j', async (source, question, words) => {
  expect(await search(source, question)).toEqual(await search(source, words));
});

it('every link of a page leads to a page or a file of the site', async () => {
  const links = new Set<string>();
  for (const { url } of handbook.pages) {
    const text = await (await fetch(url)).text();
    for (const [, link = ''] of text.matchAll(/ href="(\/[^"#]*)/g)) links.add(new URL(link, url).href);
  }
  const dead: string[] = [];
  for (const link of links) if (!(await fetch(link, { method: 'HEAD' })).ok) dead.push(link);
  expect([...links].filter((link) => /openapi\.yml$|operator-policy\.json$/.test(link))).toHaveLength(2);
  expect(dead).toEqual([]);
});

/** Titles of the results, best first. */
async function search(source: string, words: string): Promise<readonly string[]> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto(urlOf(source));
  // The page of an earlier search keeps its words.
  await page.evaluate(() => sessionStorage.clear());
  await page.reload();
  await page.locator('.DocSearch-Button').click();
  await page.locator('.search-input').fill(words);
  await page.locator('.result').first().waitFor();
  return page.locator('.result .titles').allTextContents();
}

function urlOf(source: string): string {
  const found = handbook.pages.find((one) => one.source === source);
  if (found === undefined) throw new Error(`the handbook has no ${source}`);
  return found.url;
}

function setScheme(scheme: Scheme): Promise<unknown> {
  return page.evaluate((isDark) => document.documentElement.classList.toggle('dark', isDark), scheme === 'dark');
}

/** Of each kind of text that is not known yet the first one is judged, in both schemes. */
async function judgeNewTexts(known: string[]): Promise<readonly string[]> {
  const kinds = await markNewTexts(page, known);
  if (kinds.length === 0) return [];
  known.push(...kinds);
  await page.evaluate(axeSource);
  const found: string[] = [];
  for (const scheme of SCHEMES) {
    await setScheme(scheme);
    found.push(...(await judgeMarked(page)).map((one) => `${scheme}: ${one}`));
  }
  return found;
}

describe.each(SCHEMES)('the texts of diagrams can be read, %s', (scheme) => {
  beforeEach(() => page.emulateMedia({ colorScheme: scheme }));

  it('those that the browser draws', async () => {
    const problems: string[] = [];
    const drawn = handbook.pages.filter(({ hasDiagram }) => hasDiagram);
    for (const { source, url } of drawn) {
      await page.goto(url);
      await page.locator('figure.diagram svg').first().waitFor();
      problems.push(...(await judgeDiagrams(page, 'figure.diagram')).map((one) => `${source}: ${one}`));
    }
    expect(drawn).not.toEqual([]);
    expect(problems).toEqual([]);
  });

  it.each(readdirSync(join(ROOT, 'docs/images')).filter((name) => name.endsWith('.svg')))('%s', async (name) => {
    await page.goto(pathToFileURL(join(ROOT, 'docs/images', name)).href);
    expect(await judgeDiagrams(page, 'svg')).toEqual([]);
  });
});
