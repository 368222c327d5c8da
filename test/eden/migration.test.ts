import { openCli } from './cli-world.ts';
import { listAccount } from './listing.ts';
import { createTableOf015, makeOldEnvironment, putItem } from './old-eden.ts';
import { useEden } from './use-eden.ts';
import { table } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000001';

const eden = useEden(accountId);

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
    host = await makeOldEnvironment(eden.account, short);
    await putItem(eden.account, table, { ...written, name: itemName, endpoint: host });
  });
  afterEach(async () => {
    expect(await listAccount(eden.account)).toEqual(eden.before);
  });

  it('is listed, redeployed and deleted', async () => {
    const { out } = await openCli(eden.strict, accountId).eden('ls');
    expect(out).toEqual(['Profile api:', `${itemName} ${host} (last updated: 2020-02-05T10:53:20.000Z)`]);
    const old = await listAccount(eden.account);
    expect(await eden.account.create('redeploy', { name: given })).toMatchObject({ status: 'updated', host });
    const now = await listAccount(eden.account);
    expect(now.services).toHaveLength(old.services.length);
    expect(now.targetGroups).toEqual(old.targetGroups);
    expect(now.rules).toEqual(old.rules);
    expect(now.records.filter((line) => line.includes('CNAME'))).toEqual([]);
    expect(now.records.some((line) => line.includes('AliasTarget') && line.includes(`${host.toLowerCase()}.`))).toBe(
      true,
    );
    expect(now.items).toMatchObject([{ name: `dev-dynamic-${short}`, status: 'ready', adopted: true }]);
    expect(now.items[0]?.journal?.taskDefinition?.arns).toHaveLength(2);
    expect(await eden.account.delete('delete', given)).toMatchObject({ status: 'deleted' });
  });

  it('is deleted as it is', async () => {
    expect(await eden.account.delete('delete', given)).toMatchObject({ status: 'deleted' });
  });

  it('is put back when its redeploy fails, the CNAME included', async () => {
    const old = await listAccount(eden.account);
    const client = `fails-${given}`;
    const aws = eden.account.aws(client);
    const refusing = { ...aws, updateService: () => Promise.reject(new Error('out of memory')) };
    await expect(eden.account.create(client, { name: given, deps: { aws: refusing } })).rejects.toThrow(
      'out of memory',
    );
    eden.account.clock.skip(10_000_000);
    expect(await eden.account.repair('repair')).toMatchObject([{ status: 'restored' }]);
    const now = await listAccount(eden.account);
    expect({ ...now, items: [] }).toEqual({ ...old, items: [] });
    expect(await eden.account.delete('delete', given)).toMatchObject({ status: 'deleted' });
  });
});

it('a table of version 0.1.5 is refused with its sentence, and imported', async () => {
  await createTableOf015(eden.account, 'eden-old');
  const profile = {
    CONFIG_BUCKET: eden.account.seeded.bucket,
    CONFIG_BUCKET_KEY: 'endpoints.json',
    CONFIG_NAME_PREFIX: 'dev-dynamic',
    CONFIG_UPDATE_KEY: 'api_endpoint',
    CONFIG_ENV_TYPE: 'dev',
    DOMAIN_NAME_PREFIX: 'api',
    DYNAMIC_ZONE_ID: eden.account.seeded.fields.dynamic_zone_id,
    DYNAMIC_ZONE_NAME: 'dev.example.com.',
    NAME_PREFIX: 'dev-dynamic',
    TARGET_CLUSTER: 'dev',
    TARGET_CONTAINER_NAME: 'api',
    MASTER_ALB_ARN: eden.account.seeded.fields.master_alb_arn,
    REFERENCE_SERVICE_ARN: eden.account.seeded.fields.reference_service_arn,
  };
  await putItem(eden.account, 'eden-old', { env_name: '_profile_api', profile: JSON.stringify(profile) });
  const host = await makeOldEnvironment(eden.account, 'very-old');
  await putItem(eden.account, 'eden-old', {
    env_name: 'api$dev-dynamic-very-old',
    name: 'dev-dynamic-very-old',
    endpoint: host,
    last_updated_time: '1574280000.123456',
  });
  const cli = openCli(eden.strict, accountId);
  const refused = await cli.eden('ls', '--remote-table-name', 'eden-old');
  expect(refused).toMatchObject({
    code: 1,
    err: [expect.stringMatching(/^error: DynamoDB table eden-old was made by version 0\.1\.5/)],
  });
  const imported = await cli.eden('config', 'import', '--from-table', 'eden-old');
  expect(imported.out).toEqual(['Copied 1 profile and 1 environment from eden-old to eden; there already: 0']);
  expect((await cli.eden('ls')).out[1]).toBe(`dev-dynamic-very-old ${host} (last updated: 2019-11-20T20:00:00.000Z)`);
  await cli.eden('config', 'pull', '-p', 'api');
  expect((await cli.eden('config', 'check')).out).toEqual(['No errors found']);
  expect((await cli.eden('delete', '-p', 'api', '--name', 'very-old', '--adopt')).code).toBe(0);
  await cli.eden('config', 'remote-rm', '-p', 'api');
  expect(await listAccount(eden.account)).toEqual(eden.before);
});
