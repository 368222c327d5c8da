import type { EdenEvent } from '../../../shared/eden/clients/events.ts';
import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { AwsCallError } from '../../../shared/eden/problem/problem.ts';
import { type Told, tellExpiring } from './expiring.ts';

const nowS = 1_800_000_000;
const hourS = 3600;

function itemWith(more: Partial<EnvironmentItem>): EnvironmentItem {
  return {
    type: 'api',
    name: 'dev-foo',
    environment: 'foo',
    endpoint: 'api-foo.dev.example.com',
    image: 'x:1',
    ...more,
  };
}

async function tell(items: readonly EnvironmentItem[], told: Told = {}, policy = {}, refuses = false) {
  const events: EdenEvent[] = [];
  const putEvents = async (put: readonly EdenEvent[]): Promise<void> => {
    if (refuses) throw new AwsCallError('events:PutEvents', 'the default bus', 'AccessDenied', 'no');
    events.push(...put);
  };
  const clock = { now: () => nowS * 1000, sleep: async () => {} };
  const all = { noticeS: 24 * hourS, dryRun: false, ...policy };
  return { ...(await tellExpiring({ deps: { clock }, putEvents, policy: all }, items, told)), events };
}

it.each([
  ['ends in the notice', { expires_at: nowS + 23 * hourS, ttl: 72 * hourS }, true],
  ['ends later', { expires_at: nowS + 25 * hourS, ttl: 72 * hourS }, false],
  ['has a short life, in its first half', { expires_at: nowS + 4 * hourS, ttl: 6 * hourS }, false],
  ['has a short life, in its second half', { expires_at: nowS + 2 * hourS, ttl: 6 * hourS }, true],
  ['was made by an earlier version', { expires_at: nowS + 2 * hourS }, true],
  ['never ends', {}, false],
  ['has ended', { expires_at: nowS - 1 }, false],
])('an environment that %s', async (_, item, isTold) => {
  const { expiring, events, told } = await tell([itemWith(item)]);
  expect(expiring).toEqual(isTold ? ['api/dev-foo'] : []);
  expect(events).toHaveLength(isTold ? 1 : 0);
  expect(told).toEqual(isTold ? { 'api/dev-foo': (item as EnvironmentItem).expires_at } : {});
});

const soon = { expires_at: nowS + hourS };

it('says which environment, where it is, what runs in it, and when it ends', async () => {
  const { events } = await tell([itemWith(soon)]);
  expect(events).toEqual([
    {
      detailType: 'Environment Expires Soon',
      detail: {
        profile: 'api',
        name: 'dev-foo',
        environment: 'foo',
        url: 'https://api-foo.dev.example.com',
        image: 'x:1',
        expiresAt: '2027-01-15T09:00:00.000Z',
      },
    },
  ]);
});

it('tells once; a renewed environment anew; the note loses those that are gone', async () => {
  const first = await tell([itemWith(soon)], { 'api/gone': 1 });
  expect(first.told).toEqual({ 'api/dev-foo': nowS + hourS });
  expect((await tell([itemWith(soon)], first.told)).expiring).toEqual([]);
  expect((await tell([itemWith({ expires_at: nowS + 2 * hourS })], first.told)).expiring).toEqual(['api/dev-foo']);
});

it('a dry run, no notice, and an event that AWS refuses leave it for the next run', async () => {
  expect(await tell([itemWith(soon)], {}, { dryRun: true })).toMatchObject({ told: {}, events: [] });
  expect(await tell([itemWith(soon)], {}, { noticeS: 0 })).toMatchObject({ told: {}, events: [] });
  const refused = await tell([itemWith(soon)], {}, {}, true);
  expect(refused).toMatchObject({ expiring: [], told: {}, problems: [expect.stringMatching(/events:PutEvents/)] });
});
