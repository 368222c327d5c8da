import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import type { HttpListener } from '../../local/strict-aws/listener.ts';
import { startMoto } from '../../local/strict-aws/moto.ts';
import { createWaking } from '../../services/eden-api/waking/waking.ts';
import { sleepOf } from '../../shared/eden/environment/sleep.ts';
import { listAccount } from '../eden/listing.ts';
import { makeWakingGroup, sleepFoo } from '../eden/sleep-world.ts';
import { useEden } from '../eden/use-eden.ts';
import { createTestClock, region, table } from '../eden/world.ts';
import { openBrowser } from './open-browser.ts';

jest.setTimeout(600_000);

const HOST = 'api-foo.dev.example.com';
/** Wakes in real time; `WAKES=20 npm run test:page` prints their median and p95. */
const WAKES = Number(process.env['WAKES'] ?? 1);
const accountId = '900000000048';
/** Real time, and what a test skips beside it. */
const clock = createTestClock();
const eden = useEden(accountId, { startMoto, latencyMs: 50, healthyAfterMs: 6_000 }, clock);
let browser: Browser;
let page: Page;
let listener: HttpListener;
let requests = 0;

beforeAll(async () => {
  await makeWakingGroup(eden.account);
  const waking = createWaking({
    ...eden.account.deps('waking'),
    clock,
    newRunId: randomUUID,
    tableName: table,
    timeoutMs: 30_000,
    tellError: (error) => {
      throw error;
    },
  });
  listener = await eden.strict.listen({
    listenerArn: eden.account.seeded.listenerArn,
    application: (_, response) => void response.end('<!doctype html><h1>the application</h1>'),
    invoke: (event) => {
      requests += 1;
      return waking(event);
    },
  });
  await eden.account.create('first');
  clock.skip(7_000);
  browser = await openBrowser([`--host-resolver-rules=MAP ${HOST} 127.0.0.1`]);
});

beforeEach(async () => {
  eden.strict.stateOf({ account: accountId, region }).crashes.clear();
  page = await browser.newPage();
});

afterEach(() => page.close());

afterAll(async () => {
  await browser.close();
  await listener.stop();
});

function heading(): Promise<string | null> {
  return page.locator('h1').textContent();
}

it('a browser sees the page, which reloads itself, and then the application', async () => {
  const times: number[] = [];
  for (let wake = 0; wake < WAKES; wake += 1) {
    await sleepFoo(eden.account, 'sleep');
    requests = 0;
    const startedAtMs = performance.now();
    const first = await page.goto(`http://${HOST}:${listener.port}/some/page`);
    expect(first?.status()).toBe(503);
    expect(await heading()).toBe('Waking up foo');
    await page.getByText('the application').waitFor({ timeout: 60_000 });
    times.push(performance.now() - startedAtMs);
    expect(new URL(page.url()).pathname).toBe('/some/page');
    expect(requests).toBeGreaterThan(1);
    expect(sleepOf((await listAccount(eden.account)).items[0])).toBeUndefined();
  }
  if (WAKES > 1) console.info(`${WAKES} wakes, median ${quantile(times, 0.5)} ms, p95 ${quantile(times, 0.95)} ms`);
});

it('a wake that never becomes healthy ends with a sentence and a button, which starts it once more', async () => {
  await sleepFoo(eden.account, 'sleep');
  const { crashes } = eden.strict.stateOf({ account: accountId, region });
  crashes.set('dev/dev-dynamic-foo', 'OutOfMemoryError');
  await page.goto(`http://${HOST}:${listener.port}/some/page`);
  expect(await heading()).toBe('Waking up foo');
  clock.skip(601_000);
  await page.getByRole('heading', { name: 'foo did not wake up' }).waitFor({ timeout: 60_000 });
  expect(await page.locator('meta[http-equiv]').count()).toBe(0);
  expect(await page.getByText('was not healthy 10 minutes after').count()).toBe(1);
  crashes.clear();
  await page.getByRole('button', { name: 'Start it again' }).click();
  await page.getByText('the application').waitFor({ timeout: 60_000 });
  expect(new URL(page.url()).pathname).toBe('/');
});

/** The value below which this share of the values is, in whole numbers. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
}
