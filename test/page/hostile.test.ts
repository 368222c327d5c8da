import type { Page } from 'playwright-core';
import {
  HOSTILE_GROUPS,
  HOSTILE_STATE,
  HOSTILE_TEXTS,
  hostileDeadLetter,
} from '../../cli/baikonur/watch/testing/hostile.ts';
import { textOf, useBrowser } from './open-page.ts';

/** Elements that a log would bring in; the page has none of them. */
const FOREIGN =
  'img, iframe, object, embed, style, script:not([src="page.js"]), a[href^="javascript"], svg [onload], [onerror]';
const KINDS = Object.keys(HOSTILE_TEXTS);
const open = useBrowser();

async function expectHarmless(page: Page, problems: readonly string[]): Promise<void> {
  const found = await page.evaluate(
    (foreign) => ({
      hacked: 'hacked' in window,
      foreign: document.querySelectorAll(foreign).length,
      width: document.documentElement.scrollWidth - innerWidth,
    }),
    FOREIGN,
  );
  expect(found).toEqual({ hacked: false, foreign: 0, width: 0 });
  expect(problems).toEqual([]);
}

it.each([360, 1440])('names, errors and sentences that are markup are shown as text, at %i px', async (width) => {
  const options = { viewport: { width, height: 900 } };
  const opened = await open({ state: HOSTILE_STATE, groups: HOSTILE_GROUPS }, options);
  const { page, problems } = opened;
  await page.locator('.group').first().waitFor();
  expect(await textOf(page.locator('.groups'))).toContain('<script>window.hacked = 1</script>');
  expect(await textOf(page.locator('#attention'))).toContain('<img src=x onerror=');
  for (const head of await page.locator('.group-head').all()) await head.click();
  await expectHarmless(page, problems);
});

it.each(KINDS)('a dead letter that is hostile (%s) stays in its box', async (kind) => {
  const opened = await open({ groups: HOSTILE_GROUPS, deadLetter: () => hostileDeadLetter(kind) });
  const { page, problems } = opened;
  await page.locator('.group-head').first().click();
  await page.getByRole('button', { name: 'Open the newest' }).click();
  await page.getByRole('heading', { name: 'Put it back' }).waitFor();
  const outside = await page.evaluate(() => {
    const dialog = document.querySelector('dialog')?.getBoundingClientRect();
    const boxes = [...document.querySelectorAll('dialog section, dialog .box')].map((box) =>
      box.getBoundingClientRect(),
    );
    return boxes.filter((box) => !dialog || box.left < dialog.left || box.right > dialog.right).length;
  });
  expect(outside).toBe(0);
  await expectHarmless(page, problems);
});

it.each(KINDS)('a hostile log (%s) can be pasted, explained and found', async (kind) => {
  const text = HOSTILE_TEXTS[kind] ?? '';
  const opened = await open({
    explain: (log) => ({
      count: 1,
      logs: [{ outcome: 'rejected', lines: [log.slice(0, 5_000)], error: log.slice(0, 5_000), way: [] }],
    }),
    find: (id) => ({
      status: 'notFound',
      steps: [{ kind: 'other', sentence: id.slice(0, 5_000), way: [] }],
      way: [],
      notLookedAt: [id.slice(0, 100)],
    }),
  });
  const { page, problems } = opened;
  await paste(page, text);
  await page.getByRole('button', { name: 'Find' }).click();
  await page.locator('#found').waitFor();
  await page.locator('#found .lines, #found .way').first().waitFor();
  await expectHarmless(page, problems);
});

/** As the clipboard does. */
async function paste(page: Page, text: string): Promise<void> {
  const field = page.getByLabel('Id of a log, or a log');
  await field.evaluate((element, pasted) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', pasted);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    // The browser inserts it only when someone pressed the keys.
    if (element.dispatchEvent(event) && element instanceof HTMLTextAreaElement) {
      element.setRangeText(pasted);
      element.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }
  }, text);
}
