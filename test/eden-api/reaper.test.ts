import { type Listing, listAccount } from '../eden/listing.ts';
import { useEden } from '../eden/use-eden.ts';
import { type ApiWorld, openApi } from './api-world.ts';

jest.setTimeout(900_000);

const hourMs = 3_600_000;
const eden = useEden('333333333333');
let world: ApiWorld;
let before: Listing;
let image: string;

/** The table as it is without profiles and the reaper's note. */
async function list(): Promise<Listing> {
  const listing = await listAccount(eden.account);
  return { ...listing, items: listing.items.filter(({ type }) => !type.startsWith('_')) };
}

async function create(name: string, ttl: string, by: ApiWorld = world): Promise<void> {
  const body = { name, image_uri: image, profile: 'api', ttl };
  expect(await by.ask('POST', '/api/v1/environments', { body })).toMatchObject({ statusCode: 200 });
}

beforeAll(async () => {
  world = await openApi(eden.account);
  image = eden.account.seeded.images[0] ?? '';
  before = await list();
});

it('deletes what has expired through the same delete, and nothing else', async () => {
  await create('old', '1h');
  await create('kept', 'none');
  await create('young', '3h');
  expect(await world.reap('next')).toMatchObject({ status: 'done', environments: 3, reaped: [], orphans: [] });
  eden.account.clock.skip(hourMs + 1_000);
  const dry = await world.reap('next', { isDry: true });
  expect(dry).toMatchObject({
    dryRun: true,
    reaped: [{ name: 'dev-dynamic-old', reason: 'expire', outcome: 'planned' }],
  });
  expect((await list()).items).toHaveLength(3);
  const report = await world.reap('next');
  expect(report.reaped).toEqual([
    { profile: 'api', name: 'dev-dynamic-old', reason: 'expire', outcome: 'deleted', runId: expect.any(String) },
  ]);
  const names = (await list()).items.map(({ name }) => name).toSorted();
  expect(names).toEqual(['dev-dynamic-kept', 'dev-dynamic-young']);
});

it('keeps to its cap and says what is left', async () => {
  eden.account.clock.skip(3 * hourMs);
  await create('more', '1m');
  eden.account.clock.skip(120_000);
  const env = { REAPER_MAX_DELETIONS: '1', OLDER_THAN_DAYS: '1' };
  expect(await world.reap('next', { env })).toMatchObject({ reaped: [{ outcome: 'deleted' }], leftForNextRun: 1 });
  expect(await world.reap('next', { env })).toMatchObject({ reaped: [{ outcome: 'deleted' }], leftForNextRun: 0 });
  eden.account.clock.skip(25 * hourMs);
  expect(await world.reap('next', { env })).toMatchObject({ reaped: [], olderThanDays: { days: 1, count: 1 } });
  await eden.account.delete('tidy', 'kept');
  expect(await list()).toEqual(before);
});

it('deletes nothing when any listing is refused', async () => {
  await create('due', '1m');
  eden.account.clock.skip(120_000);
  const whole = await list();
  for (let at = 0; ; at += 1) {
    const client = `deny-${at}`;
    eden.strict.faults.set(client, { kind: 'deny', at, of: 'all' });
    const listings = eden.strict.calls(client).length;
    const report = await world.reap(client);
    eden.account.clock.skip(400_000);
    if (report.status === 'done') {
      expect(at).toBeGreaterThan(7);
      break;
    }
    expect(report).toMatchObject({ status: 'refused', reaped: [], problems: [expect.stringMatching(/AccessDenied/)] });
    expect(listings).toBe(0);
    expect(await list()).toEqual(whole);
  }
  eden.account.clock.skip(400_000);
  await world.reap('next');
  expect((await list()).items).toEqual([]);
});

it('two runs do not overlap', async () => {
  const reports = await Promise.all([world.reap('first'), world.reap('second')]);
  expect(reports.map(({ status }) => status).toSorted()).toEqual(['busy', 'done']);
});

describe('orphans', () => {
  const env = { REAPER_ORPHANS: 'delete' };

  /** An environment whose item was lost: its service, rule and target group are orphans. */
  beforeAll(async () => {
    await create('lost', 'none');
    await eden.account.aws('raw').deleteItem({ type: 'api', name: 'dev-dynamic-lost' }, undefined);
  });

  it('are never deleted while the table holds no environment', async () => {
    for (const wait of [0, hourMs, hourMs]) {
      eden.account.clock.skip(wait);
      const report = await world.reap('next', { env });
      expect(report.orphans.map(({ kind, action }) => `${kind} ${action}`)).toEqual([
        'service reported',
        'rule reported',
        'targetGroup reported',
      ]);
    }
  });

  it('are only reported unless the stage says delete', async () => {
    await create('other', 'none');
    eden.account.clock.skip(2 * hourMs);
    const report = await world.reap('next');
    expect(report.orphans.map(({ action }) => action)).toEqual(['reported', 'reported', 'reported']);
    expect(report.orphans).toMatchObject([{ profile: 'api', environment: 'dev-dynamic-lost' }, {}, {}]);
  });

  it('are deleted then: service, rule, target group', async () => {
    const report = await world.reap('next', { env });
    expect(report.orphans.map(({ kind, action }) => `${kind} ${action}`)).toEqual([
      'service deleted',
      'rule deleted',
      'targetGroup deleted',
    ]);
    const { targetGroups } = await list();
    expect(targetGroups).toContain('dev-dynamic-other');
    expect(targetGroups).not.toContain('dev-dynamic-lost');
    expect((await world.reap('next', { env })).orphans).toEqual([]);
  });
});

it('two tables in one account never touch each other’s environments', async () => {
  const theirs = await openApi(eden.account, 'eden-theirs');
  await create('theirs', 'none', theirs);
  const standing = await list();
  const env = { REAPER_ORPHANS: 'delete' };
  for (const wait of [0, 2 * hourMs, 2 * hourMs]) {
    eden.account.clock.skip(wait);
    expect((await world.reap('next', { env })).orphans).toEqual([]);
  }
  expect((await list()).targetGroups).toEqual(standing.targetGroups);
  const got = await world.ask('GET', `/api/v1/create?name=theirs&image_uri=${encodeURIComponent(image)}&profile=api`);
  expect(got).toMatchObject({
    statusCode: 409,
    body: { code: 'owned_by_other', message: expect.stringMatching(/eden-theirs/) },
  });
  expect((await list()).targetGroups).toEqual(standing.targetGroups);
});
