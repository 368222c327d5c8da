import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './open-browser.ts';
import { firstPaintMs, textOf } from './open-page.ts';
import { type RealStage, startRealStage } from './real-stage.ts';

const START_MS = 400_000;
const LIMIT_MS = 180_000;
const SEEN_MS = 3_000;
const PAINTED_MS = 1_000;
const VIEWPORT = { width: 1440, height: 900 };
let stage: RealStage;
let browser: Browser;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  stage = await startRealStage();
  browser = await openBrowser();
  const context = await browser.newContext({ viewport: VIEWPORT, permissions: ['clipboard-read', 'clipboard-write'] });
  page = await context.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
}, START_MS);
afterAll(async () => {
  await browser?.close();
  await stage?.stop();
}, START_MS);
afterEach(() => expect(problems).toEqual([]));

function node(id: string) {
  return page.locator(`[data-node="${id}"]`);
}

it(
  'paints first within a second',
  async () => {
    await page.goto(stage.url);
    await node('stream:router').waitFor();
    // The first request of all bundles the page.
    const cold = await firstPaintMs(page);
    await page.reload();
    await node('stream:router').waitFor();
    const warm = await firstPaintMs(page);
    process.stderr.write(`first paint of a real stage: ${cold} ms, then ${warm} ms\n`);
    expect(warm).toBeLessThan(PAINTED_MS);
  },
  LIMIT_MS,
);

it(
  'shows logs on their way within three seconds, and finds one of them',
  async () => {
    await page.locator('.fresh', { hasText: 'figures' }).waitFor();
    const clickedMs = Date.now();
    await page.getByRole('button', { name: 'Send samples' }).click();
    await page.locator('.ids button').first().waitFor();
    const sentMs = Date.now();
    await page.locator('.edge-label.flows, .edge-label.rejects, .edge-label.waits').first().waitFor();
    const tookMs = Date.now() - sentMs;
    process.stderr.write(
      `a sent log is seen ${tookMs} ms after it was sent, ${Date.now() - clickedMs} ms after the click\n`,
    );
    expect(tookMs).toBeLessThan(SEEN_MS);
    await page.locator('.ids button').first().click();
    await page.getByText('Its way is shown in the picture').waitFor();
    await node('stream:router').and(page.locator('.lit')).waitFor();
    await page.locator('#found').getByRole('button', { name: 'Close' }).click();
  },
  LIMIT_MS,
);

it(
  'opens and explains a dead letter of the samples, and copies the command that puts it back',
  async () => {
    const again = page.getByRole('button', { name: 'Read again' });
    while ((await page.locator('.group').count()) === 0) {
      await again.click();
      await page.locator('#dead-letters button:not(:disabled)', { hasText: 'Read again' }).waitFor();
    }
    await page.locator('.group-head').first().click();
    await page.getByRole('button', { name: 'Open the newest' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Dead letter' });
    await dialog.getByRole('heading', { name: 'Today' }).waitFor();
    await dialog.getByRole('button', { name: 'Copy the redrive command' }).click();
    await dialog.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/baikonur redrive .*--stage local/);
    await page.keyboard.press('Escape');
  },
  LIMIT_MS,
);

it(
  'turns the edge of a destination that is taken away to "waits", with since and deadline',
  async () => {
    await stage.takeReceiverAway();
    await page.getByRole('button', { name: 'Send samples' }).click();
    const label = page.locator('.edge-label.waits').first();
    await label.waitFor();
    expect(await textOf(label)).toMatch(/waits.*left/);
    const card = page.locator('#attention .card.waits').first();
    expect(await textOf(card)).toMatch(/fluent-sink.*waits for.*dead letters begin in\d+ h/s);
  },
  LIMIT_MS,
);
