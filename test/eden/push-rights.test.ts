import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { findApiRoles } from '../../cli/eden/api-roles.ts';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { edenStatements } from '../../shared/deploy/template/eden-statements.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { edenSchema } from '../../shared/deploy/topology/schema/eden.ts';
import { type Cli, openCli } from './cli-world.ts';
import { useEden } from './use-eden.ts';
import { region } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000008';
let iam: IAMClient;

const eden = useEden(accountId);

beforeAll(async () => {
  iam = new IAMClient({ endpoint: eden.strict.url, region, credentials: strictCredentials(accountId, 'person') });
});

afterAll(async () => {
  iam.destroy();
});

/** Zone ids of AWS begin with Z, those of moto with anything: the policy gets the latter. */
const zoneId = 'ZONE';
function field(key: string): string {
  return eden.account.seeded.fields[key] ?? '';
}
function allowed() {
  return {
    taskRoleArns: [`arn:aws:iam::${accountId}:role/api-task`],
    executionRoleArns: [`arn:aws:iam::${accountId}:role/ecs-execution`],
    endpointBuckets: [field('endpoint_s3_bucket_name')],
    zoneIds: [zoneId],
    clusters: ['dev'],
    albArns: [field('master_alb_arn')],
  };
}
type Allow = ReturnType<typeof allowed>;

/** The statements that the template deploys for these lists, CloudFormation's variables filled in. */
function policyOf(allow: Allow): string {
  const eden = edenSchema.parse({ keys: { ci: { profiles: ['*'] } }, allow });
  const statements = edenStatements(loadTopology(MANIFESTS, 'local'), eden);
  const text = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const values: Readonly<Record<string, string>> = { Partition: 'aws', Region: region, AccountId: accountId };
  return text
    .replaceAll(`hostedzone/${zoneId}`, `hostedzone/${field('dynamic_zone_id')}`)
    .replace(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
    .replace(/\$\{AWS::(\w+)\}/g, (_, name: string) => values[name] ?? '');
}

async function makeRole(role: string, allow: Allow): Promise<void> {
  await iam.send(new CreateRoleCommand({ RoleName: role, AssumeRolePolicyDocument: '{}' }));
  const PolicyDocument = policyOf(allow);
  await iam.send(new PutRolePolicyCommand({ RoleName: role, PolicyName: 'eden', PolicyDocument }));
}

function cliWith(...roles: readonly string[]): Cli {
  const cli = openCli(
    eden.strict,
    accountId,
    {},
    roles.map((role) => ({ stage: 'dev', role })),
  );
  const lines = Object.entries(eden.account.seeded.fields).map(([key, value]) => `${key} = ${value}`);
  cli.files.set('/home/nana/.eden/config', ['[api]', ...lines, ''].join('\n'));
  return cli;
}

function push(cli: Cli) {
  return cli.eden('config', 'push', '-p', 'api');
}
const pushed = { code: 0, out: ['Successfully pushed profile api to DynamoDB table eden'] };

it('a deployed role that allows all: pushed, and nothing more to say', async () => {
  await makeRole('whole', allowed());
  expect(await push(cliWith('whole'))).toEqual({ ...pushed, err: [] });
});

it.each<[keyof Allow, string, () => string]>([
  ['taskRoleArns', 'iam:PassRole', () => `arn:aws:iam::${accountId}:role/api-task`],
  ['executionRoleArns', 'iam:PassRole', () => `arn:aws:iam::${accountId}:role/ecs-execution`],
  ['endpointBuckets', 's3:GetObject, s3:PutObject', () => field('endpoint_s3_bucket_name')],
  [
    'zoneIds',
    'route53:GetHostedZone, route53:ListResourceRecordSets, route53:ChangeResourceRecordSets',
    () => field('dynamic_zone_id'),
  ],
  ['clusters', 'ecs:CreateService, ecs:UpdateService, ecs:DeleteService', () => 'dev'],
  ['albArns', 'elasticloadbalancing:CreateRule, elasticloadbalancing:DeleteRule', () => field('master_alb_arn')],
])('a deployed role without %s: pushed, and what is missing is named', async (list, actions, entry) => {
  const role = `without-${list}`;
  await makeRole(role, { ...allowed(), [list]: [] });
  expect(await push(cliWith(role))).toEqual({
    ...pushed,
    err: [`Stage dev: role ${role} may not ${actions} on ${entry()}; add it to eden.allow.${list} and deploy.`],
  });
});

it('entries of others do not help: each list is named', async () => {
  const other = {
    taskRoleArns: [`arn:aws:iam::${accountId}:role/api-task2`],
    executionRoleArns: [`arn:aws:iam::${accountId}:role/ecs`],
    endpointBuckets: ['other-bucket'],
    zoneIds: ['ZOTHER'],
    clusters: ['dev2'],
    albArns: [field('master_alb_arn').replace(/[^/]+$/, '0000')],
  };
  await makeRole('others', other);
  const { err } = await push(cliWith('others'));
  expect(err.map((line) => /eden\.allow\.(\w+)/.exec(line)?.[1]).toSorted()).toEqual(Object.keys(other).toSorted());
});

it('a managed policy counts as well', async () => {
  await makeRole('managed', { ...allowed(), endpointBuckets: [] });
  const Statement = { Effect: 'Allow', Action: 's3:*Object', Resource: 'arn:aws:s3:::*' };
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: 'files', PolicyDocument }));
  await iam.send(new AttachRolePolicyCommand({ RoleName: 'managed', PolicyArn: Policy?.Arn }));
  expect(await push(cliWith('managed'))).toEqual({ ...pushed, err: [] });
});

it('every stage that uses the table is compared; one that is not deployed here is passed over', async () => {
  const { err } = await push(cliWith('nowhere', 'without-clusters', 'whole'));
  expect(err).toEqual([expect.stringMatching(/^Stage dev: role without-clusters may not ecs:CreateService/)]);
});

it.each<[string, readonly string[], string]>([
  ['no stage has the table', [], 'no stage has this table'],
  ['none is deployed', ['nowhere'], 'nowhere'],
])('%s: pushed, and it says that rights were not compared', async (_what, roles, why) => {
  const line = `Rights were not compared: no role of a deployed API was found (${why}).`;
  expect(await push(cliWith(...roles))).toEqual({ ...pushed, err: [line] });
});

it('a role that may not be read: pushed, and it says who refused', async () => {
  eden.strict.faults.set('cli', { kind: 'deny', at: 0, of: 'all' });
  const cli = cliWith('whole');
  await cli.eden('config', 'ls');
  const before = eden.strict.calls('cli').length;
  await push(cli);
  const made = eden.strict.calls('cli').slice(before);
  const at = made.findIndex(({ action }) => action === 'ListRolePolicies');
  eden.strict.faults.set('cli', { kind: 'deny', at, of: 'all' });
  const { code, err } = await push(cli);
  expect(code).toBe(0);
  expect(err).toEqual([expect.stringMatching(/^Rights of stage dev were not compared: AWS refused iam:GetRolePolicy/)]);
});

it('the stages of config/ are known by their table; a broken one is told', () => {
  const local = { stage: 'local', role: 'baikonur-local-eden-api-api-us-east-1' };
  expect(findApiRoles('eden')).toMatchObject({ status: 'known', roles: expect.arrayContaining([local]) });
  expect(findApiRoles('nobodys')).toEqual({ status: 'known', roles: [] });
  expect(findApiRoles('eden', { 'config/stages/dev.yml': 'eden: [' })).toMatchObject({ status: 'unknown' });
});
