import {
  AddTagsCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { type ApiWorld, openApi } from '../eden-api/api-world.ts';
import { type Cli, openCli } from './cli-world.ts';
import { type Listing, listAccount } from './listing.ts';
import { makeOldEnvironment, putItem } from './old-eden.ts';
import { useEden } from './use-eden.ts';
import { region, table } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000015';
const eden = useEden(accountId);
let cli: Cli;
let world: ApiWorld;
let before: Listing;

beforeAll(async () => {
  cli = openCli(eden.strict, accountId);
  const fields = Object.entries(eden.account.seeded.fields);
  cli.files.set('/home/nana/.eden/config', `[api]\n${fields.map(([key, value]) => `${key} = ${value}`).join('\n')}\n`);
  world = await openApi(eden.account);
  before = await listAccount(eden.account);
});

const ITEM = { type: 'api', kind: 'environment', last_updated: 1_580_900_000, last_updated_time: '1580900000.5' };

/** An environment of the Python eden with an item of this name; its host. */
async function makeOld(short: string, name = `dev-dynamic-${short}`): Promise<string> {
  const endpoint = await makeOldEnvironment(eden.account, short);
  await putItem(eden.account, table, { ...ITEM, name, endpoint });
  return endpoint;
}

function elb(): ElasticLoadBalancingV2Client {
  const credentials = strictCredentials(accountId, 'person');
  return new ElasticLoadBalancingV2Client({ endpoint: eden.strict.url, region, credentials });
}

function changes(client: string): number {
  return eden.strict.calls(client).filter(({ isMutating }) => isMutating).length;
}

function api(method: string, url: string) {
  return world.ask(method, url);
}

it('a plan first, then --yes; again, it is done; then the API and the reaper handle the environments', async () => {
  await makeOld('Old_One');
  await makeOld('old', 'old');
  const made = await listAccount(eden.account);
  const image = encodeURIComponent(eden.account.seeded.images[0] ?? '');
  const refused = await api('GET', `/api/v1/create?name=Old_One&profile=api&image_uri=${image}`);
  expect(refused).toMatchObject({
    statusCode: 409,
    body: { code: 'owned_by_other', message: expect.stringContaining('eden adopt Old_One -p api') },
  });
  expect(await cli.eden('delete', '-p', 'api', '--name', 'old')).toMatchObject({ code: 1 });

  const changed = changes('cli');
  const plan = await cli.eden('adopt', '-p', 'api');
  expect(plan).toMatchObject({ code: 0, err: [] });
  expect(plan.out).toEqual([
    'Environment dev-dynamic-Old_One (api-Old_One.dev.example.com):',
    expect.stringMatching(/^ {2}would be tagged: target group arn:.*targetgroup\/dev-dynamic-Old-One\//),
    expect.stringMatching(/^ {2}would be tagged: listener rule arn:/),
    expect.stringMatching(/^ {2}would be tagged: ECS service arn:.*\/dev-dynamic-Old-One$/),
    expect.stringMatching(/^ {2}would be tagged: task definition arn:.*\/dev-dynamic-Old_One:1$/),
    'Environment dev-dynamic-old (api-old.dev.example.com):',
    ...Array.from({ length: 4 }, () => expect.stringMatching(/^ {2}would be tagged: /)),
    'Nothing was changed. --yes adopts 2 environments.',
  ]);
  expect(changes('cli')).toBe(changed);

  const done = await cli.eden('adopt', '-p', 'api', '--yes');
  expect(done).toMatchObject({ code: 0, err: [] });
  expect(done.out).toContain('Adopted environment dev-dynamic-Old_One (api-Old_One.dev.example.com)');
  const now = await listAccount(eden.account);
  expect({ ...now, items: [] }).toEqual({ ...made, items: [] });
  expect(now.items.filter(({ type }) => type === 'api')).toMatchObject([
    { name: 'dev-dynamic-Old_One', status: 'ready', given_name: 'Old_One', last_updated: 1_580_900_000 },
    { name: 'dev-dynamic-old', status: 'ready', given_name: 'old' },
  ]);
  for (const item of now.items) expect(item).not.toHaveProperty('adopted');
  expect((await cli.eden('adopt', '-p', 'api', '--yes')).out).toEqual(['No environments of the Python eden to adopt']);
  expect((await cli.eden('adopt', 'Old_One', '-p', 'api')).out).toEqual([
    'Environment dev-dynamic-Old_One belongs to this eden already',
  ]);

  const updated = await api('GET', `/api/v1/create?name=Old_One&profile=api&image_uri=${image}`);
  expect(updated).toMatchObject({ statusCode: 200, body: { result: 'updated', cname: 'api-Old_One.dev.example.com' } });
  for (const name of ['Old_One', 'old']) {
    expect(await api('GET', `/api/v1/delete?name=${name}&profile=api`)).toMatchObject({
      statusCode: 200,
      body: { message: 'successfully deleted' },
    });
  }
  expect(await listAccount(eden.account)).toEqual(before);
});

it('an adoption that was cut off at any change is done again', async () => {
  const host = await makeOld('cut', 'cut');
  for (let at = 0; ; at += 1) {
    const client = `adopt-${at}`;
    const cut = openCli(eden.strict, accountId, {}, [], client);
    cut.files.set('/home/nana/.eden/config', cli.files.get('/home/nana/.eden/config') ?? '');
    eden.strict.faults.set(client, { kind: at % 2 === 0 ? 'deny' : 'throttle', at, of: 'mutating' });
    const { code } = await cut.eden('adopt', 'cut', '-p', 'api', '--yes');
    if (code === 0 && !eden.strict.faults.happened(client)) break;
    expect(at).toBeLessThan(20);
  }
  expect(await listAccount(eden.account)).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({ name: 'dev-dynamic-cut', status: 'ready', endpoint: host }),
    ]),
  });
  expect(await api('GET', '/api/v1/delete?name=cut&profile=api')).toMatchObject({ statusCode: 200 });
  expect(await listAccount(eden.account)).toEqual(before);
});

describe('what is not one environment is neither adopted nor deleted', () => {
  it('a rule that is for other hosts too stays', async () => {
    const host = await makeOld('prod');
    const rules = await eden.account.aws('person').describeRules(eden.account.seeded.listenerArn);
    const RuleArn = rules.find(({ Conditions }) => JSON.stringify(Conditions).includes(host))?.RuleArn;
    const Values = [host, 'www.example.com'];
    await elb().send(
      new ModifyRuleCommand({ RuleArn, Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values } }] }),
    );
    const whole = await listAccount(eden.account);
    const message = expect.stringMatching(
      /^error: Listener rule .* is for api-prod\.dev\.example\.com, www\.example\.com and forwards to .*; it is not for host api-prod\.dev\.example\.com and target group .* alone\.$/,
    );
    const adopted = await cli.eden('adopt', 'prod', '-p', 'api', '--yes');
    expect(adopted).toMatchObject({ code: 1, err: [message, 'Nothing was changed.'] });
    const image = eden.account.seeded.images[0] ?? '';
    const made = await cli.eden('create', '--adopt', '-p', 'api', '--name', 'prod', '--image-uri', image);
    expect(made).toMatchObject({
      code: 1,
      err: [expect.stringContaining('was not made by eden'), 'Nothing was changed.'],
    });
    expect({ ...(await listAccount(eden.account)), items: [] }).toEqual({ ...whole, items: [] });
    await cli.eden('delete', '--adopt', '-p', 'api', '--name', 'prod');
    const after = await eden.account.aws('person').describeRules(eden.account.seeded.listenerArn);
    expect(after.map((rule) => rule.RuleArn)).toContain(RuleArn);
    await elb().send(new DeleteRuleCommand({ RuleArn }));
    expect(await cli.eden('delete', '--adopt', '-p', 'api', '--name', 'prod')).toMatchObject({ code: 0 });
    expect(await listAccount(eden.account)).toEqual(before);
  });

  it('the rule and the record of an environment whose host differs in case alone stay', async () => {
    const host = await makeOld('twin');
    const group = await eden.account.aws('person').describeTargetGroup({ name: 'dev-dynamic-twin' });
    const { TargetGroups } = await elb().send(
      new CreateTargetGroupCommand({ Name: 'dev-dynamic-TWIN', Protocol: 'HTTP', Port: 80, VpcId: group?.VpcId }),
    );
    const TargetGroupArn = TargetGroups?.[0]?.TargetGroupArn ?? '';
    const { Rules } = await elb().send(
      new CreateRuleCommand({
        ListenerArn: eden.account.seeded.listenerArn,
        Priority: 41_000,
        Conditions: [{ Field: 'host-header', Values: [host.replace('twin', 'TWIN')] }],
        Actions: [{ Type: 'forward', TargetGroupArn }],
      }),
    );
    const RuleArn = Rules?.[0]?.RuleArn ?? '';
    expect(await cli.eden('adopt', 'twin', '-p', 'api', '--yes')).toMatchObject({
      code: 1,
      err: [
        expect.stringContaining(`is for api-TWIN.dev.example.com and forwards to ${TargetGroupArn};`),
        expect.any(String),
      ],
    });
    const image = eden.account.seeded.images[0] ?? '';
    const made = await cli.eden('create', '--adopt', '-p', 'api', '--name', 'twin', '--image-uri', image);
    expect(made).toMatchObject({ code: 1, err: [expect.stringContaining(RuleArn), 'Nothing was changed.'] });
    const deleted = await cli.eden('delete', '--adopt', '-p', 'api', '--name', 'twin');
    expect(deleted).toMatchObject({ code: 0, err: [] });
    expect(deleted.out).toContain(`Record ${host}. stays: listener rule ${RuleArn} of someone else is for this host`);
    const after = await eden.account.aws('person').describeRules(eden.account.seeded.listenerArn);
    expect(after.map((rule) => rule.RuleArn)).toContain(RuleArn);
    await elb().send(new DeleteRuleCommand({ RuleArn }));
    await elb().send(new DeleteTargetGroupCommand({ TargetGroupArn }));
    const zone = eden.account.seeded.fields['dynamic_zone_id'] ?? '';
    const records = await eden.account.aws('person').listRecords(zone, host);
    const gone = records.map((ResourceRecordSet) => ({ Action: 'DELETE' as const, ResourceRecordSet }));
    await eden.account.aws('person').changeRecords(zone, gone);
    expect(await listAccount(eden.account)).toEqual(before);
  });

  it('a target group of someone else stays', async () => {
    await makeOld('prod');
    const group = await eden.account.aws('person').describeTargetGroup({ name: 'dev-dynamic-prod' });
    const arn = group?.TargetGroupArn ?? '';
    await elb().send(new AddTagsCommand({ ResourceArns: [arn], Tags: [{ Key: 'eden:owner', Value: 'other' }] }));
    const adopted = await cli.eden('adopt', 'prod', '-p', 'api', '--yes');
    const message = expect.stringMatching(/^error: target group .* belongs to profile/);
    expect(adopted).toMatchObject({ code: 1, err: [message, 'Nothing was changed.'] });
    expect(await cli.eden('delete', '--adopt', '-p', 'api', '--name', 'prod')).toMatchObject({ code: 0 });
    expect(await eden.account.aws('person').describeTargetGroup({ arn })).toMatchObject({ TargetGroupArn: arn });
    await elb().send(new DeleteTargetGroupCommand({ TargetGroupArn: arn }));
    expect(await listAccount(eden.account)).toEqual(before);
  });
});

it.each<[string, Readonly<Record<string, unknown>>]>([
  ['endpoint', { endpoint: 5 }],
  ['environment', { endpoint: 'api-odd.dev.example.com', environment: 9 }],
  ['times', { endpoint: 'api-odd.dev.example.com', last_updated: 'x', expires_at: 9e14, lease_until: 'z' }],
  ['given_name', { endpoint: 'api-odd.dev.example.com', given_name: 7, overrides: [{ a: 1 }] }],
])('a row whose %s has another type: every command ends in order, and delete removes it', async (_what, item) => {
  await putItem(eden.account, table, { type: 'api', name: 'dev-dynamic-odd', kind: 'environment', ...item });
  expect(await cli.eden('ls', '-p', 'api')).toMatchObject({ code: 0, err: [] });
  expect(await cli.eden('show', 'odd', '-p', 'api')).toMatchObject({ code: 0 });
  expect(await cli.eden('adopt', '-p', 'api')).toMatchObject({ code: expect.any(Number) });
  expect(await cli.eden('delete', '--adopt', '-p', 'api', '--name', 'odd')).toMatchObject({ code: 0 });
  expect(await listAccount(eden.account)).toEqual(before);
});

it('an environment that is not there is an error', async () => {
  const message = 'error: Environment dev-dynamic-none is not in DynamoDB table eden.';
  expect(await cli.eden('adopt', 'none', '-p', 'api')).toEqual({ code: 1, out: [], err: [message] });
});
