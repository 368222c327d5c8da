import type { Page } from 'playwright-core';
import { largeState } from '../../cli/baikonur/watch/testing/large-state.ts';
import { FIRST, HALF_DEPLOYED, HEALTHY, HELD } from '../../cli/baikonur/watch/testing/states.ts';
import type { WatchState } from '../../cli/baikonur/watch/view.ts';
import { firstPaintMs, textOf, useBrowser } from './open-page.ts';

const LIMIT_MS = 1_000;
const open = useBrowser();

it('paints first within a second', async () => {
  const opened = await open();
  const first = await firstPaintMs(opened.page);
  process.stderr.write(`first contentful paint: ${first} ms\n`);
  expect(first).toBeLessThan(LIMIT_MS);
  expect(opened.problems).toEqual([]);
});

const STATES: readonly (readonly [string, WatchState])[] = [
  ['a healthy stage', HEALTHY],
  ['a held shard', HELD],
  ['nothing read yet', FIRST],
  ['half deployed', HALF_DEPLOYED],
  ['200 functions', largeState()],
];
const WIDTHS = [360, 768, 1280, 1440, 2560];

it.each(STATES)('has no scroll bar across, from 360 to 2560 px, light and dark: %s', async (_, state) => {
  const opened = await open({ state });
  const { page, problems } = opened;
  await page.getByText('What the words and colours mean').click();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      // Columns, or a list: the picture follows the width.
      await page.locator(width < 1200 ? '.flow-list' : '.graph').waitFor();
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      expect({ width, ...(await measure(page)) }).toEqual({ width, content: width, outside: [] });
    }
  }
  expect(problems).toEqual([]);
});

/** The width of all that is there, and boxes that reach out of the window. */
function measure(page: Page) {
  return page.evaluate(() => {
    const boxes = [...document.querySelectorAll('.panel, .graph, .node, .edge-label, .page-head > *')];
    const outside = boxes.filter((box) => box.getBoundingClientRect().right > innerWidth + 0.5);
    return { content: document.documentElement.scrollWidth, outside: outside.map(({ className }) => className) };
  });
}

it.each([
  ['light', 'rgb(255, 255, 255)'],
  ['dark', 'rgb(21, 27, 35)'],
] as const)('is %s where the reader wants it', async (colorScheme, surface) => {
  const opened = await open({}, { colorScheme });
  const panel = opened.page.locator('.panel').first();
  expect(await panel.evaluate((element) => getComputedStyle(element).backgroundColor)).toBe(surface);
});

it('a destination that is away turns its edges to "waits", with since and deadline', async () => {
  const opened = await open();
  const { page, server, fixture } = opened;
  expect(await page.locator('.edge-label.waits').count()).toBe(0);
  fixture.state = HELD;
  server.tell();
  const label = page.locator('.edge-label.waits').first();
  await label.waitFor();
  expect(await textOf(label)).toMatch(/waits 40 min.*23 h left/);
  const held = page.locator('#attention .card.waits');
  expect(await textOf(held)).toMatch(
    /connect ECONNREFUSED 10\.0\.0\.7:9200waits for40 minsince .*dead letters begin in23 h 19 min/,
  );
  expect(await page.title()).toBe('(1) baikonur local');
});

it('held shards of one function are told together, the most urgent first', async () => {
  const urgent = { shard: 'shardId-000000000002', deadLettersAt: '2026-11-28T16:30:00Z', error: 'answers 503' };
  const held = [...HELD.held, ...HELD.held.map((shard) => ({ ...shard, ...urgent }))];
  const { page } = await open({ state: { ...HELD, held } });
  const cards = page.locator('#attention .card.waits');
  expect(await cards.count()).toBe(1);
  expect(await textOf(cards)).toMatch(/shardId-000000000002 and 1 more shard.*answers 503.*begin in2 h 29 min/);
});

it('filtered logs look different, and are said to be filtered', async () => {
  const opened = await open();
  const node = opened.page.locator('[data-node="function:s3-sink-router"]');
  expect(await textOf(node)).toMatch(/10 k delivered ?1,125 filtered/);
  const part = node.locator('.part.filtered');
  expect(await part.evaluate((element) => getComputedStyle(element).backgroundImage)).toContain('gradient');
});

it('says how old the figures are, and what is not current', async () => {
  const opened = await open({ state: HALF_DEPLOYED });
  const { page } = opened;
  expect(await textOf(page.locator('.fresh'))).toMatch(/^figures 3 min \d+ s old$/);
  const notices = await textOf(page.getByRole('status'));
  expect(notices).toContain('AWS throttles');
  expect(notices).toContain('figures of functions: could not be read: Rate exceeded');
  expect(notices).toContain('The clock of this machine is 1 h ahead.');
  // What belongs to stage local alone.
  expect(await page.getByRole('button', { name: 'Send samples' }).count()).toBe(0);
});

it('preview environments: a host is a link, and those that sleep say so', async () => {
  const opened = await open();
  const panel = opened.page.locator('#environments');
  const link = panel.getByRole('link', { name: 'feature-1.preview.example.com' });
  expect(await link.getAttribute('href')).toBe('https://feature-1.preview.example.com/');
  expect(await textOf(panel.locator('.environment.asleep'))).toContain('asleep');
});
