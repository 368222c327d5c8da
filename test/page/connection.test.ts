import { HELD } from '../../cli/baikonur/watch/testing/states.ts';
import { type FixtureServer, startFixtureServer } from './fixture-server.ts';
import { createFixture } from './fixtures.ts';
import { textOf, useBrowser } from './open-page.ts';

const open = useBrowser();

function portOf({ url }: FixtureServer): number {
  return Number(new URL(url).port);
}

it.each([
  ['ends', 'The server has ended: baikonur watch was ended.', (server: FixtureServer) => server.end()],
  ['is killed', 'The server does not answer.', (server: FixtureServer) => server.die()],
])('says that the server %s, and comes back by itself', async (_, sentence, stop) => {
  const opened = await open();
  const { page, server } = opened;
  await stop(server);
  await page.getByText(sentence).waitFor();
  expect(await page.locator('.fresh.old').count()).toBe(1);
  const again = await startFixtureServer(createFixture({ state: HELD }), portOf(server));
  try {
    await page.locator('.edge-label.waits').first().waitFor();
    await page.getByText(sentence).waitFor({ state: 'detached' });
    expect(await page.locator('.fresh.old').count()).toBe(0);
  } finally {
    await again.die();
  }
});

it('two pages are told the same', async () => {
  const opened = await open();
  const { page, server, fixture } = opened;
  const other = await page.context().newPage();
  await other.goto(server.url);
  await other.locator('.picture .node').first().waitFor();
  fixture.state = HELD;
  server.tell();
  for (const one of [page, other]) await one.locator('.edge-label.waits').first().waitFor();
  expect(await textOf(other.locator('#attention'))).toBe(await textOf(page.locator('#attention')));
});
