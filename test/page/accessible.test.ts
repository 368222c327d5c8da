import { source } from 'axe-core';
import type { Page } from 'playwright-core';
import { largeState } from '../../cli/baikonur/watch/testing/large-state.ts';
import { FIRST, HALF_DEPLOYED, HEALTHY, HELD } from '../../cli/baikonur/watch/testing/states.ts';
import { KNOWN_ID } from './fixtures.ts';
import { useBrowser } from './open-page.ts';

const open = useBrowser();

/** Faults that axe calls serious or critical, each with the elements. */
async function findFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.slice(0, 3).map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
      );
  });
}

describe.each(['light', 'dark'] as const)('axe finds no serious fault, %s', (colorScheme) => {
  it.each([
    ['a healthy stage', HEALTHY, 1440],
    ['a held shard', HELD, 1440],
    ['a held shard', HELD, 360],
    ['nothing read yet', FIRST, 1440],
    ['half deployed', HALF_DEPLOYED, 1440],
    ['200 functions', largeState(), 1440],
  ])('%s, %#', async (_, state, width) => {
    const opened = await open({ state }, { colorScheme, viewport: { width, height: 900 } });
    await opened.page.getByText('What the words and colours mean').click();
    expect(await findFaults(opened.page)).toEqual([]);
  });

  it('with a way, details and a group open, then with a dead letter', async () => {
    const opened = await open({ state: HELD }, { colorScheme });
    const { page } = opened;
    await page.getByLabel('Id of a log, or a log').fill(KNOWN_ID);
    await page.keyboard.press('Enter');
    await page.getByText('Its way is shown in the picture').waitFor();
    await page.locator('[data-node="function:es-sink-load"]').click();
    await page.locator('.group-head').first().click();
    expect(await findFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open the newest' }).click();
    await page.getByRole('heading', { name: 'Put it back' }).waitFor();
    expect(await findFaults(page)).toEqual([]);
  });
});
