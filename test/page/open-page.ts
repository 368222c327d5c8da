import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type Fixture, type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { createFixture } from './fixtures.ts';
import { openBrowser } from './open-browser.ts';

/** The page in a browser, its server, and all that went wrong. */
export interface OpenPage {
  readonly page: Page;
  readonly server: FixtureServer;
  readonly fixture: Fixture;
  /** Errors of scripts, and all that the policy refused. */
  readonly problems: readonly string[];
}

/** Opens the page on a server of its own, and waits for the picture. */
export type Open = (changes?: Partial<Fixture>, options?: BrowserContextOptions) => Promise<OpenPage>;

/** One browser for the tests of a file; what a test opens is closed after it. */
export function useBrowser(): Open {
  let browser: Browser;
  let opened: (() => Promise<void>)[] = [];
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    // The page before its server, which then has no connection to wait for.
    for (const close of opened.reverse()) await close();
    opened = [];
  });
  afterAll(() => browser.close());
  return async (changes = {}, options = {}) => {
    const fixture = createFixture(changes);
    const server = await startFixtureServer(fixture);
    opened.push(server.die);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
    opened.push(() => context.close());
    const page = await context.newPage();
    const problems = collectProblems(page);
    await page.goto(server.url);
    await page.locator('.picture .node').first().waitFor();
    return { page, server, fixture, problems };
  };
}

function collectProblems(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !/ERR_CONNECTION|ERR_INCOMPLETE/.test(text)) problems.push(text);
  });
  return problems;
}

/** The text of an element, hidden parts too. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? '';
}

/** When the page first showed a text, milliseconds after it was asked for. */
export async function firstPaintMs(page: Page): Promise<number> {
  const paints = await page.evaluate(() =>
    performance.getEntriesByType('paint').map(({ name, startTime }) => [name, startTime] as const),
  );
  return Math.round(new Map(paints).get('first-contentful-paint') ?? Number.POSITIVE_INFINITY);
}
