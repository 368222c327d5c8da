import type { StrictAws } from '../../local/strict-aws/strict-aws.ts';
import { openCli } from './cli-world.ts';
import { type Listing, listAccount } from './listing.ts';
import { createTableOf015, makeOldEnvironment, putItem } from './old-eden.ts';
import { type Account, openAccount, startWorld, table } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000001';
let strict: StrictAws;
let account: Account;
let before: Listing;

beforeAll(async () => {
  strict = await startWorld();
  account = await openAccount(strict, accountId);
  before = await listAccount(account);
});

afterAll(() => strict.stop());

const written = {
  type: 'api',
  kind: 'environment',
  last_updated: 1_580_900_000,
  last_updated_time: '2020-02-05T10:53:20',
};

/** The Python CLI 0.2.0 writes the resource name, the old API the short one. */
const writers = [
  { writer: 'the Python CLI 0.2.0', itemName: 'dev-dynamic-old', given: 'old', short: 'old' },
  { writer: 'the old API', itemName: 'old', given: 'old', short: 'old' },
  {
    writer: 'the Python CLI, with other characters',
    itemName: 'dev-dynamic-Old_One',
    given: 'Old_One',
    short: 'Old_One',
  },
  {
    writer: 'the Python CLI, addressed exactly',
    itemName: 'dev-dynamic-Old_One',
    given: 'dev-dynamic-Old_One',
    short: 'Old_One',
  },
];

describe.each(writers)('an environment of $writer ($itemName, asked for as $given)', ({ itemName, given, short }) => {
  let host = '';
  beforeEach(async () => {
    host = await makeOldEnvironment(account, short);
    await putItem(account, table, { ...written, name: itemName, endpoint: host });
  });
  afterEach(async () => {
    expect(await listAccount(account)).toEqual(before);
  });

  it('is listed, redeployed and deleted', async () => {
    const { out } = await openCli(strict, accountId).eden('ls');
    expect(out).toEqual(['Profile api:', `${itemName} ${host} (last updated: 2020-02-05T10:53:20.000Z)`]);
    const old = await listAccount(account);
    expect(await account.create('redeploy', { name: given })).toMatchObject({ status: 'updated', host });
    const now = await listAccount(account);
    expect(now.services).toHaveLength(old.services.length);
    expect(now.targetGroups).toEqual(old.targetGroups);
    expect(now.rules).toEqual(old.rules);
    expect(now.records.filter((line) => line.includes('CNAME'))).toEqual([]);
    expect(now.records.some((line) => line.includes('AliasTarget') && line.includes(`${host.toLowerCase()}.`))).toBe(
      true,
    );
    expect(now.items).toMatchObject([{ name: `dev-dynamic-${short}`, status: 'ready', adopted: true }]);
    expect(now.items[0]?.journal?.taskDefinition?.arns).toHaveLength(2);
    expect(await account.delete('delete', given)).toMatchObject({ status: 'deleted' });
  });

  it('is deleted as it is', async () => {
    expect(await account.delete('delete', given)).toMatchObject({ status: 'deleted' });
  });

  it('is put back when its redeploy fails, the CNAME included', async () => {
    const old = await listAccount(account);
    const client = `fails-${given}`;
    const aws = account.aws(client);
    const refusing = { ...aws, updateService: () => Promise.reject(new Error('out of memory')) };
    await expect(account.create(client, { name: given, deps: { aws: refusing } })).rejects.toThrow('out of memory');
    account.clock.skip(10_000_000);
    expect(await account.repair('repair')).toMatchObject([{ status: 'restored' }]);
    const now = await listAccount(account);
    expect({ ...now, items: [] }).toEqual({ ...old, items: [] });
    expect(await account.delete('delete', given)).toMatchObject({ status: 'deleted' });
  });
});

it('a table of version 0.1.5 is refused with its sentence, and imported', async () => {
  await createTableOf015(account, 'eden-old');
  const profile = {
    CONFIG_BUCKET: account.seeded.bucket,
    CONFIG_BUCKET_KEY: 'endpoints.json',
    CONFIG_NAME_PREFIX: 'dev-dynamic',
    CONFIG_UPDATE_KEY: 'api_endpoint',
    CONFIG_ENV_TYPE: 'dev',
    DOMAIN_NAME_PREFIX: 'api',
    DYNAMIC_ZONE_ID: account.seeded.fields.dynamic_zone_id,
    DYNAMIC_ZONE_NAME: 'dev.example.com.',
    NAME_PREFIX: 'dev-dynamic',
    TARGET_CLUSTER: 'dev',
    TARGET_CONTAINER_NAME: 'api',
    MASTER_ALB_ARN: account.seeded.fields.master_alb_arn,
    REFERENCE_SERVICE_ARN: account.seeded.fields.reference_service_arn,
  };
  await putItem(account, 'eden-old', { env_name: '_profile_api', profile: JSON.stringify(profile) });
  const host = await makeOldEnvironment(account, 'very-old');
  await putItem(account, 'eden-old', {
    env_name: 'api$dev-dynamic-very-old',
    name: 'dev-dynamic-very-old',
    endpoint: host,
    last_updated_time: '1574280000.123456',
  });
  const cli = openCli(strict, accountId);
  const refused = await cli.eden('ls', '--remote-table-name', 'eden-old');
  expect(refused).toMatchObject({
    code: 1,
    err: [expect.stringMatching(/^DynamoDB table eden-old was made by version 0\.1\.5/)],
  });
  const imported = await cli.eden('config', 'import', '--from-table', 'eden-old');
  expect(imported.out).toEqual(['Copied 1 profiles and 1 environments from eden-old to eden; 0 were there already']);
  expect((await cli.eden('ls')).out[1]).toBe(`dev-dynamic-very-old ${host} (last updated: 2019-11-20T20:00:00.000Z)`);
  await cli.eden('config', 'pull', '-p', 'api');
  expect((await cli.eden('config', 'check')).out).toEqual(['No errors found']);
  expect((await cli.eden('delete', '-p', 'api', '--name', 'very-old')).code).toBe(0);
  await cli.eden('config', 'remote-rm', '-p', 'api');
  expect(await listAccount(account)).toEqual(before);
});
