import type { Page } from 'playwright-core';
import { HELD } from '../../cli/baikonur/watch/testing/states.ts';
import { textOf, useBrowser } from './open-page.ts';

const MAX_TABS = 80;
/** Everything that can be pressed, typed into or chosen from. */
const CONTROLS = 'button:not(:disabled), a[href], textarea, select, summary, input:not([hidden])';
const open = useBrowser();

/** A name for the element that has the focus; `seen` says whether its focus can be seen. */
function focused(page: Page) {
  return page.evaluate(() => {
    const { activeElement: element } = document;
    if (element === null || element === document.body) return undefined;
    return {
      index: [...document.querySelectorAll('*')].indexOf(element),
      isSeen: getComputedStyle(element).outlineStyle !== 'none',
    };
  });
}

/** @returns false where the key leads nowhere. */
async function press(page: Page, key: string, reached: Map<number, boolean>): Promise<boolean> {
  const before = await focused(page);
  await page.keyboard.press(key);
  const here = await focused(page);
  if (here !== undefined) reached.set(here.index, here.isSeen);
  return here?.index !== before?.index;
}

async function pressWhileMoving(page: Page, key: string, reached: Map<number, boolean>): Promise<void> {
  while (await press(page, key, reached));
}

it.each([1440, 360])('reaches every control with Tab and arrows, and shows where it is, at %i px', async (width) => {
  const opened = await open({ state: HELD }, { viewport: { width, height: 900 } });
  const { page } = opened;
  await page.locator('.group').first().waitFor();
  const reached = new Map<number, boolean>();
  for (let tab = 0; tab < MAX_TABS; tab++) {
    await page.keyboard.press('Tab');
    const here = await focused(page);
    if (here === undefined || reached.has(here.index)) break;
    reached.set(here.index, here.isSeen);
  }
  // The nodes of the graph are one stop; the arrow keys go on from there.
  if ((await page.locator('.graph').count()) > 0) {
    await page.locator('.graph .node[tabindex="0"]').focus();
    await page.keyboard.press('Home');
    do {
      await pressWhileMoving(page, 'ArrowUp', reached);
      await pressWhileMoving(page, 'ArrowDown', reached);
    } while (await press(page, 'ArrowRight', reached));
  }
  const controls = await page.evaluate((selector) => {
    const all = [...document.querySelectorAll('*')];
    return [...document.querySelectorAll(selector)].map(
      (one) => [all.indexOf(one), one.outerHTML.slice(0, 120)] as const,
    );
  }, CONTROLS);
  expect(controls.filter(([index]) => !reached.has(index)).map(([, html]) => html)).toEqual([]);
  expect([...reached.values()]).not.toContain(false);
});

it('opens details with Enter, closes them with Escape, and comes back to the node', async () => {
  const opened = await open({ state: HELD });
  const { page } = opened;
  await page.locator('.graph .node[tabindex="0"]').focus();
  await page.keyboard.press('End');
  const node = await page.evaluate(() => document.activeElement?.getAttribute('data-node'));
  await page.keyboard.press('Enter');
  const details = page.getByRole('group', { name: /^Details of/ });
  await details.waitFor();
  expect(await details.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-node'))).toBe(node);
});

it('opens, explains and closes a dead letter, and copies its redrive command', async () => {
  const opened = await open({}, { permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = opened;
  const head = page.getByRole('button', { name: /mapper_parsing_exception/ });
  await head.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Dead letter' });
  await dialog.getByRole('heading', { name: 'Put it back' }).waitFor();
  const text = await textOf(dialog);
  expect(text).toContain('"status":"gone"');
  expect(text).toContain('failed to parse field [status] of type [long]');
  expect(text).toContain('the search engine decides about the field status');
  await dialog.getByRole('button', { name: 'Copy the redrive command' }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    "baikonur redrive --stage local --id 'baikonur-local-audit/shardId-000000000000/49'",
  );
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(await head.getAttribute('aria-expanded')).toBe('true');
});
