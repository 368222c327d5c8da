import type { CDPSession } from 'playwright-core';
import { largeState } from '../../cli/baikonur/watch/testing/large-state.ts';
import type { WatchState } from '../../cli/baikonur/watch/view.ts';
import { useBrowser } from './open-page.ts';

const EVERY_MS = 2_000;
const UPDATES = 5;
/** Three times what is aimed at: other work on the machine makes the same work longer. */
const MAX_SHARE = 0.6;
const open = useBrowser();

/** Every function has other numbers, every edge another rate: more than a real stage changes at once. */
function changed(state: WatchState, times: number): WatchState {
  return {
    ...state,
    nodes: state.nodes.map((node) => {
      const { counts } = node;
      return counts === undefined ? node : { ...node, counts: { ...counts, delivered: counts.delivered + 7 * times } };
    }),
    edges: state.edges.map((edge) => ({ ...edge, perSecond: (edge.perSecond ?? 0) + times, lagMs: 1_000 * times })),
  };
}

/** CPU time of all processes of the browser so far, seconds. */
async function cpuSeconds(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  return processInfo.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

it('a page of 200 functions, all of which change every two seconds, takes a small part of a core', async () => {
  const state = largeState();
  const { page, server, fixture, problems } = await open({ state });
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser');
  const session = await browser.newBrowserCDPSession();
  await page.waitForFunction(() => document.readyState === 'complete');
  const shown = (times: number) => page.getByText(`${times}/s`, { exact: true });
  const before = await cpuSeconds(session);
  for (let times = 1; times <= UPDATES; times++) {
    fixture.state = changed(state, times);
    server.tell();
    await shown(times)
      .or(page.locator('.edge-label', { hasText: `${times} s` }))
      .first()
      .waitFor();
    await page.waitForTimeout(EVERY_MS);
  }
  const share = ((await cpuSeconds(session)) - before) / ((EVERY_MS / 1_000) * UPDATES);
  process.stderr.write(
    `CPU of the browser, 200 functions, every ${EVERY_MS} ms: ${(share * 100).toFixed(1)} % of a core\n`,
  );
  expect(share).toBeLessThan(MAX_SHARE);
  expect(problems).toEqual([]);
});
