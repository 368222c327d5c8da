import { type Listing, listAccount } from '../eden/listing.ts';
import { makeOldEnvironment } from '../eden/old-eden.ts';
import { useEden } from '../eden/use-eden.ts';
import { type ApiWorld, openApi, putRaw } from './api-world.ts';

jest.setTimeout(600_000);

const eden = useEden('333333333334');
let world: ApiWorld;
let image: string;

beforeAll(async () => {
  world = await openApi(eden.account);
  image = eden.account.seeded.images[0] ?? '';
});

/** Everything but the table. */
async function resources(): Promise<Omit<Listing, 'items'>> {
  const { items: _, ...rest } = await listAccount(eden.account);
  return rest;
}

function profileText(changes: Readonly<Record<string, string>> = {}): string {
  return JSON.stringify({ ...eden.account.seeded.fields, ...changes });
}

const at = { type: 'api', name: 'dev-dynamic-foo', kind: 'environment', environment: 'foo' };

describe('rows of the table that someone else wrote', () => {
  let production: Omit<Listing, 'items'>;
  beforeAll(async () => {
    await makeOldEnvironment(eden.account, 'prod');
    production = await resources();
  });
  afterEach(async () => {
    expect(await resources()).toEqual(production);
    await eden.account.aws('raw').deleteItem({ type: at.type, name: at.name }, undefined);
  });

  const host = 'api-prod.dev.example.com';
  it.each<[string, () => Readonly<Record<string, unknown>>]>([
    ['another host', () => ({ endpoint: host })],
    [
      'another host, expired',
      () => ({ endpoint: host, status: 'ready', expires_at: 1, resolved_profile: profileText() }),
    ],
    [
      'adopted by its own word',
      () => ({ endpoint: host, adopted: true, status: 'deleting', resolved_profile: profileText() }),
    ],
    [
      'a journal that names what is not ours',
      () => ({
        endpoint: 'api-foo.dev.example.com',
        status: 'deleting',
        resolved_profile: profileText(),
        journal: {
          rule: { state: 'made', arns: [ruleArn] },
          targetGroup: { state: 'made', arns: [groupArn] },
          taskDefinition: { state: 'made', arns: [definitionArn] },
          record: { state: 'made' },
        },
      }),
    ],
    [
      'a name and prefix that give the host, without tags',
      () => ({ environment: 'prod', endpoint: host, status: 'deleting', resolved_profile: profileText() }),
    ],
    [
      'a good state with records and a revision of others',
      () => ({
        endpoint: 'api-foo.dev.example.com',
        status: 'updating',
        resolved_profile: profileText(),
        journal: { record: { state: 'made' } },
        good: JSON.stringify({
          ruleArns: [],
          revisions: [],
          service: { taskDefinition: definitionArn, desiredCount: 9 },
          records: [{ Name: `${host}.`, Type: 'A', TTL: 1, ResourceRecords: [{ Value: '192.0.2.1' }] }],
        }),
      }),
    ],
    [
      'a good state with the endpoint of others',
      () => ({
        endpoint: 'api-foo.dev.example.com',
        status: 'updating',
        resolved_profile: profileText(),
        journal: { environmentsFile: { state: 'made' } },
        good: JSON.stringify({ ruleArns: [], revisions: [], records: [], endpoint: 'evil.example.com' }),
      }),
    ],
  ])('%s: neither delete nor the reaper touches others’ resources', async (_what, item) => {
    await findOthers();
    await putRaw(eden.account, { ...at, ...item() });
    await world.ask('GET', '/api/v1/delete?name=foo&profile=api');
    await putRaw(eden.account, { ...at, ...item() });
    await world.reap('next');
  });

  let ruleArn = '';
  let groupArn = '';
  let definitionArn = '';
  async function findOthers(): Promise<void> {
    const aws = eden.account.aws('raw');
    groupArn = (await aws.describeTargetGroup({ name: 'dev-dynamic-prod' }))?.TargetGroupArn ?? '';
    ruleArn = (await aws.describeRules(eden.account.seeded.listenerArn))[0]?.RuleArn ?? '';
    definitionArn = (await aws.listTaskDefinitions('dev-dynamic-prod'))[0] ?? '';
    expect([ruleArn, groupArn, definitionArn]).not.toContain('');
  }
});

it.each([4e15, 'for ever'])('a lease until %j holds no run up', async (until) => {
  await putRaw(eden.account, { ...at, lease_until: until, lease_holder: 'x', run_id: 'x' });
  const body = { name: 'foo', image_uri: image, profile: 'api' };
  expect(await world.ask('POST', '/api/v1/environments', { body })).toMatchObject({ statusCode: 200 });
  expect(await world.ask('GET', '/api/v1/delete?name=foo&profile=api')).toMatchObject({ statusCode: 200 });
});

it('twenty broken rows do not stop the reaper', async () => {
  for (let index = 0; index < 20; index += 1) {
    const row = { ...at, name: `dev-dynamic-a${index}`, environment: `a${index}`, status: 'ready', expires_at: 1 };
    await putRaw(eden.account, { ...row, endpoint: `a${index}.example.com` });
  }
  const body = { name: 'due', image_uri: image, profile: 'api', ttl: '1m' };
  expect(await world.ask('POST', '/api/v1/environments', { body })).toMatchObject({ statusCode: 200 });
  eden.account.clock.skip(120_000);
  const env = { REAPER_MAX_DELETIONS: '5' };
  const first = await world.reap('next', { env });
  expect(first.reaped.filter(({ outcome }) => outcome === 'deleted')).toMatchObject([{ name: 'dev-dynamic-due' }]);
  expect(first.reaped).toHaveLength(21);
  expect(await world.ask('POST', '/api/v1/environments', { body })).toMatchObject({ statusCode: 200 });
  eden.account.clock.skip(120_000);
  expect((await world.reap('next', { env })).reaped[0]).toMatchObject({ name: 'dev-dynamic-due', outcome: 'deleted' });
});
