import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { openCli } from './cli-world.ts';
import { listAccount } from './listing.ts';
import { makeOldEnvironment, putItem } from './old-eden.ts';
import { useEden } from './use-eden.ts';
import { region, table } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000011';
const eden = useEden(accountId);

afterEach(async () => {
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

it('names that lose characters are environments of their own', async () => {
  const names = ['feature/ログイン', 'feature/検索', '日本語', 'feature'];
  const made = [];
  for (const name of names) made.push(await eden.account.create('first', { name }));
  expect(made.map(({ status }) => status)).toEqual(['created', 'created', 'created', 'created']);
  expect(new Set(made.map((one) => ('host' in one ? one.host : ''))).size).toBe(4);
  const { items } = await listAccount(eden.account);
  expect(items.map(({ given_name }) => given_name).toSorted()).toEqual(names.toSorted());
  expect(await eden.account.delete('delete', 'feature/第三')).toMatchObject({ status: 'absent' });
  expect(await eden.account.create('next', { name: names[0] ?? '', image: 1 })).toMatchObject({ status: 'updated' });
  for (const name of names) {
    expect(await eden.account.delete('delete', name)).toMatchObject({ status: 'deleted' });
  }
});

it.each([
  ['A', 'a'],
  ['x.y', 'x-y'],
  ['x_y', 'x/y'],
])('%j and %j: the second is refused and named, and neither deletes the other', async (one, other) => {
  expect(await eden.account.create('first', { name: one })).toMatchObject({ status: 'created' });
  const whole = await listAccount(eden.account);
  const named = [{ code: 'owned_by_other', message: expect.stringContaining(JSON.stringify(one)) }];
  const refused = { status: 'failed', left: 'untouched', problems: named };
  expect(await eden.account.create('next', { name: other })).toMatchObject(refused);
  expect(await eden.account.delete('delete', other)).toMatchObject(refused);
  const now = await listAccount(eden.account);
  expect({ ...now, items: now.items.map(({ run_id: _, ...item }) => item) }).toEqual({
    ...whole,
    items: whole.items.map(({ run_id: _, ...item }) => item),
  });
  expect(await eden.account.create('next', { name: one, image: 1 })).toMatchObject({ status: 'updated' });
  expect(await eden.account.delete('delete', one)).toMatchObject({ status: 'deleted' });
});

it('a name that begins with the prefix is another environment than the one without it', async () => {
  const [plain, prefixed] = ['b', 'dev-dynamic-b'];
  expect(await eden.account.create('first', { name: prefixed })).toMatchObject({ status: 'created' });
  expect(await eden.account.create('first', { name: plain })).toMatchObject({ status: 'created' });
  expect(await eden.account.create('next', { name: prefixed, image: 1 })).toMatchObject({ status: 'updated' });
  const keys = ['dev-dynamic-b', 'dev-dynamic-dev-dynamic-b'];
  expect((await listAccount(eden.account)).items.map(({ name }) => name).toSorted()).toEqual(keys);
  expect(await eden.account.delete('delete', prefixed)).toMatchObject({ status: 'deleted' });
  expect(await eden.account.delete('delete', 'Dev-dynamic-b')).toMatchObject({ status: 'absent' });
  await forget('dev-dynamic-b');
  expect(await eden.account.delete('delete', 'Dev-dynamic-b')).toMatchObject({ status: 'absent' });
  expect(await eden.account.delete('delete', plain)).toMatchObject({ status: 'deleted' });
});

it('two creates at once of names with one slug: one makes it, the other is refused', async () => {
  const wait = { deps: { lockTimeoutMs: 600_000 } };
  const outcomes = await Promise.all([
    eden.account.create('first', { name: 'p.q', ...wait }),
    eden.account.create('next', { name: 'p-q', ...wait }),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['created', 'failed']);
  const made = outcomes[0]?.status === 'created' ? 'p.q' : 'p-q';
  expect(await eden.account.delete('delete', made)).toMatchObject({ status: 'deleted' });
});

/** Makes the item one of a version that did not keep the exact name. */
async function forget(name: string): Promise<void> {
  const { items } = await listAccount(eden.account);
  const { given_name: _, ...item } = items.find((one) => one.name === name) ?? { name };
  await putItem(eden.account, table, item);
}

it('an environment of a version without exact names is found by its name, and by no name that lost characters', async () => {
  await eden.account.create('first', { name: 'feature/ABC-1' });
  await forget('dev-dynamic-feature-abc-1');
  expect(await eden.account.create('next', { name: 'feature/ABC-1', image: 1 })).toMatchObject({ status: 'updated' });
  await forget('dev-dynamic-feature-abc-1');
  expect(await eden.account.delete('delete', 'feature/ABC-1')).toMatchObject({ status: 'deleted' });
  await eden.account.create('first', { name: 'feature' });
  await forget('dev-dynamic-feature');
  expect(await eden.account.delete('delete', 'feature/検索')).toMatchObject({
    status: 'failed',
    problems: [{ code: 'owned_by_other', message: expect.stringContaining('dev-dynamic-feature ') }],
  });
  expect(await eden.account.delete('delete', 'feature')).toMatchObject({ status: 'deleted' });
});

it('the alias that the Python delete leaves is taken over; one that leads elsewhere is not', async () => {
  const options = { endpoint: eden.strict.url, region, credentials: strictCredentials(accountId, 'old-eden') };
  const aws = eden.account.aws('first');
  const alb = await aws.describeLoadBalancer(eden.account.seeded.fields['master_alb_arn'] ?? '');
  const put = (action: 'UPSERT' | 'DELETE', dnsName: string | undefined) =>
    new Route53Client(options).send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: eden.account.seeded.fields['dynamic_zone_id'],
        ChangeBatch: {
          Changes: [
            {
              Action: action,
              ResourceRecordSet: {
                Name: 'api-foo.dev.example.com',
                Type: 'A',
                AliasTarget: {
                  DNSName: dnsName,
                  HostedZoneId: alb?.CanonicalHostedZoneId,
                  EvaluateTargetHealth: false,
                },
              },
            },
          ],
        },
      }),
    );
  await put('UPSERT', 'another.eu-west-1.elb.amazonaws.com');
  expect(await eden.account.create('next')).toMatchObject({ status: 'failed', problems: [{ code: 'owned_by_other' }] });
  await put('UPSERT', alb?.DNSName);
  expect(await eden.account.create('next')).toMatchObject({ status: 'created' });
  expect(await eden.account.delete('delete')).toMatchObject({ status: 'deleted' });
});

it('the second service that an earlier version made of a Python environment goes with it', async () => {
  const host = await makeOldEnvironment(eden.account, 'Old_One');
  await putItem(eden.account, table, {
    ...{ type: 'api', name: 'dev-dynamic-Old_One', kind: 'environment', endpoint: host },
    ...{ last_updated: 1_580_900_000, last_updated_time: '2020-02-05T10:53:20' },
  });
  await eden.account.create('first', { name: 'Old_One' });
  const [item] = (await listAccount(eden.account)).items;
  const aws = eden.account.aws('first');
  const made = await aws.describeService({ cluster: 'dev', service: 'dev-dynamic-Old-One' });
  const tags = { owner: `${accountId}/${region}/${table}`, profile: 'api', environment: 'dev-dynamic-Old_One' };
  await aws.createService({
    cluster: 'dev',
    serviceName: 'dev-dynamic-Old_One',
    taskDefinition: item?.journal?.taskDefinition?.arns?.at(-1) ?? '',
    desiredCount: 1,
    launchType: 'EC2',
    loadBalancers: made?.loadBalancers ?? [],
    tags: Object.entries(tags).map(([key, value]) => ({ key: `eden:${key}`, value })),
  });
  expect(await eden.account.delete('delete', 'Old_One')).toMatchObject({ status: 'deleted' });
});

it('eden name prints a name for every branch that has a letter or digit', async () => {
  const cli = openCli(eden.strict, accountId);
  const fields = Object.entries(eden.account.seeded.fields).map(([key, value]) => `${key} = ${value}`);
  cli.files.set('/home/nana/.eden/config', `[api]\n${fields.join('\n')}\n`);
  expect(await cli.eden('name', '日本語', '-p', 'api')).toEqual({ code: 0, out: ['77710a'], err: [] });
  expect(await cli.eden('name', '…', '-p', 'api')).toMatchObject({ code: 2, out: [] });
});

it('an empty domain_name_prefix: the host begins with the name', async () => {
  const fields = { domain_name_prefix: '' };
  expect(await eden.account.create('first', { fields })).toMatchObject({ host: 'foo.dev.example.com' });
  expect(await eden.account.delete('delete')).toMatchObject({ status: 'deleted' });
});
