import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type Fixture, type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { createFixture } from './fixtures.ts';

/** The page in a browser, its server, and all that went wrong. */
export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  readonly server: FixtureServer;
  readonly fixture: Fixture;
  /** Errors of scripts, and all that the policy refused. */
  readonly problems: readonly string[];
}

/** Opens the page on a server of its own, and waits for the picture. */
export async function openPage(
  browser: Browser,
  changes: Partial<Fixture> = {},
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const fixture = createFixture(changes);
  const server = await startFixtureServer(fixture);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/ERR_CONNECTION|ERR_INCOMPLETE/.test(message.text()))
      problems.push(message.text());
  });
  await page.goto(server.url);
  await page.locator('.picture .node').first().waitFor();
  const close = async () => {
    await context.close();
    await server.die();
  };
  return { page, server, fixture, problems, [Symbol.asyncDispose]: close };
}

/** The text of an element, hidden parts too. */
export async function textOf(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? '';
}
