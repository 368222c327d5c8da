import { join } from 'node:path';
import { ROUTES } from '../../services/eden-api/routes.ts';
import { shortOrLong } from '../exhaustive.ts';
import { bundledActions } from '../templates/bundle-commands.ts';
import { FULL_STAGE } from '../templates/full-stage.ts';
import { lintTemplates } from '../templates/lint-tools.ts';
import { openWorkshop, type PackagedService, type Workshop } from '../templates/package-services.ts';

jest.setTimeout(600_000);

const ACCOUNT = '123456789012';
/** Everything that eden's section may hold. */
const EDEN = `eden:
  table: { name: eden-full, create: false }
  getRoutes: false
  sleep: true
  keys:
    ci: { profiles: [api, web] }
    ci-next: { profiles: ["*"] }
  throttle: { rate: 2, burst: 3 }
  quota: { requests: 1000, per: DAY }
  domain: { name: eden.example.com, certificateArn: 'arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/1', zoneId: Z123 }
  allow:
    taskRoleArns: ['arn:aws:iam::${ACCOUNT}:role/task']
    executionRoleArns: ['arn:aws:iam::${ACCOUNT}:role/execution']
    volumeRoleArns: ['arn:aws:iam::${ACCOUNT}:role/volumes']
    endpointBuckets: [config, other/endpoints.json]
    kmsKeyArns: ['arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab']
    hosts: ['api-*.dev.example.com']
    zoneIds: [Z456]
    clusters: [dev]
    albArns: ['arn:aws:elasticloadbalancing:eu-west-1:${ACCOUNT}:loadbalancer/app/common/1']
  reaper: { schedule: rate(5 minutes), orphans: delete, maxDeletions: 3, dryRun: true }
  alarms: { olderThanDays: 7, albRulesPercent: 50 }
`;
const PLAIN = EDEN.replace('table: { name: eden-full, create: false }', 'table: {}')
  .replace('getRoutes: false', 'getRoutes: true')
  .replace('sleep: true', 'sleep: false');

/** Sent on our behalf, by Lambda, or checked by AWS beside the call itself. */
const implied = [
  // CreateService, RegisterTaskDefinition, RunTask, CreateRule and CreateTargetGroup carry tags. @see Service Authorization Reference
  'ecs:TagResource',
  'elasticloadbalancing:AddTags',
  // RegisterTaskDefinition and CreateService name roles. @see Amazon ECS developer guide, "iam:PassRole"
  'iam:PassRole',
  // PutObject carries tags; a missing object is a 404 only for who may list. @see PutObject, GetObject
  's3:PutObjectTagging',
  's3:ListBucket',
  // Objects of a bucket under a key. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
  'kms:Decrypt',
  'kms:GenerateDataKey',
  'logs:CreateLogStream',
  'logs:CreateLogGroup',
  'logs:PutLogEvents',
];
/** In the bundle for the CLI's table set-up and pushes alone, or in every client. */
const unused = [
  'dynamodb:CreateTable',
  'dynamodb:DescribeTable',
  'dynamodb:PutItem',
  'dynamodb:DescribeEndpoints',
  's3:CreateSession',
  // UpdateItem allows it. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
  'dynamodb:TransactWriteItems',
];

let workshop: Workshop;
let full: PackagedService;
let plain: PackagedService;

beforeAll(async () => {
  workshop = await openWorkshop({ 'eden-full': FULL_STAGE + EDEN, 'eden-plain': FULL_STAGE + PLAIN });
  [full] = (await workshop.packageAll('eden-full', ['eden-api'])) as [PackagedService];
  [plain] = (await workshop.packageAll('eden-plain', ['eden-api'])) as [PackagedService];
});

afterAll(() => workshop.remove());

function ofType({ resources }: PackagedService, type: string) {
  return Object.entries(resources).filter(([, { Type }]) => Type === `AWS::${type}`);
}

/** Properties of the API's function. */
function functionProperties({ resources }: PackagedService): Readonly<Record<string, unknown>> {
  return resources['ApiLambdaFunction']?.Properties ?? {};
}

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

/** The statements of a function's own role. */
function statementsOf(packaged: PackagedService, role: string): readonly Statement[] {
  const policies = (packaged.resources[role]?.Properties['Policies'] ?? []) as readonly {
    PolicyDocument: { Statement: readonly Statement[] };
  }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

// Installing cfn-lint takes longer than all else here.
if (shortOrLong(false, true)) {
  it('cfn-lint has nothing to say', async () => {
    expect(await lintTemplates([full.templateFile, plain.templateFile])).toBe('');
  });
}

it('packages are small', () => {
  expect(full.zips.map(({ name }) => name).toSorted()).toEqual(['api.zip', 'reaper.zip', 'waking.zip']);
  expect(plain.zips.map(({ name }) => name).toSorted()).toEqual(['api.zip', 'reaper.zip']);
  for (const { bytes } of full.zips) expect(bytes).toBeLessThan(500 * 1024);
});

it('every method asks for a key; without GET routes none changes anything by GET', () => {
  const methods = ofType(plain, 'ApiGateway::Method');
  expect(methods).toHaveLength(ROUTES.length);
  for (const [, { Properties }] of methods) expect(Properties['ApiKeyRequired']).toBe(true);
  const names = ofType(full, 'ApiGateway::Method').map(([id]) => id);
  expect(names.filter((id) => /CreateGet|V1DeleteGet/.test(id))).toEqual([]);
  expect(names).toHaveLength(ROUTES.length - 2);
});

it('the table is kept, or referred to', () => {
  expect(ofType(full, 'DynamoDB::Table')).toEqual([]);
  expect(ofType(plain, 'DynamoDB::Table')).toMatchObject([
    [
      'EdenTable',
      { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain', Properties: { TableName: 'eden' } },
    ],
  ]);
});

it('keys, plan, throttle, quota; the function knows which key may use what', () => {
  expect(ofType(full, 'ApiGateway::ApiKey')).toHaveLength(2);
  expect(ofType(full, 'ApiGateway::UsagePlanKey')).toHaveLength(2);
  expect(full.resources['ApiGatewayUsagePlan']?.Properties).toMatchObject({
    Throttle: { RateLimit: 2, BurstLimit: 3 },
    Quota: { Limit: 1000, Period: 'DAY' },
  });
  const { Variables } = functionProperties(full)['Environment'] as {
    Variables: Record<string, { 'Fn::Sub': string }>;
  };
  const access: unknown = JSON.parse(Variables['API_KEYS']?.['Fn::Sub'] ?? '');
  expect(Object.values(access as object)).toEqual([
    { name: 'ci', profiles: ['api', 'web'] },
    { name: 'ci-next', profiles: ['*'] },
  ]);
  expect(Variables).toMatchObject({ ALLOW_UNKEYED: 'false', KEYS_BY: 'id' });
  for (const [, { Properties }] of ofType(full, 'ApiGateway::ApiKey')) expect(Properties).not.toHaveProperty('Value');
});

it('the deployment waits for the gateway’s own answers, the domain for the deployment; nothing is cached', () => {
  const [[id, deployment] = ['', undefined]] = ofType(full, 'ApiGateway::Deployment');
  const answers = ofType(full, 'ApiGateway::GatewayResponse').map(([name]) => name);
  expect(answers).toHaveLength(9);
  for (const [, { Properties }] of ofType(full, 'ApiGateway::GatewayResponse')) {
    const text = (Properties['ResponseTemplates'] as Record<string, string>)['application/json'] ?? '';
    expect(JSON.parse(text)).toMatchObject({ status: 'error', problems: [{ code: expect.any(String) }] });
    expect(text).not.toContain('$context.error.message');
  }
  expect((deployment as { DependsOn?: string[] } | undefined)?.DependsOn).toEqual(expect.arrayContaining(answers));
  expect((full.resources['EdenDomainMapping'] as { DependsOn?: string[] } | undefined)?.DependsOn).toEqual([id]);
  expect(JSON.stringify(full.resources)).not.toMatch(/CacheClusterEnabled":true|CachingEnabled":true/);
});

it.each(['ApiIamRoleLambdaExecution', 'ReaperIamRoleLambdaExecution'])(
  '%s: the actions of the bundle, no more',
  async (role) => {
    const granted = new Set(statementsOf(full, role).flatMap(({ Action }) => Action));
    const bundled = new Set(await bundledActions('eden-api'));
    const listing = role.startsWith('Api') ? ['ecs:ListServices', 'cloudwatch:GetMetricData', 'events:PutEvents'] : [];
    expect([...granted].filter((action) => !bundled.has(action) && !implied.includes(action))).toEqual([]);
    expect([...bundled].filter((action) => !granted.has(action) && ![...unused, ...listing].includes(action))).toEqual(
      [],
    );
  },
);

it('the function that wakes: invoked by load balancers for its group alone, with rights on items, tasks and rules', () => {
  expect(ofType(full, 'ElasticLoadBalancingV2::TargetGroup')).toMatchObject([
    ['EdenWakingGroup', { DependsOn: ['EdenWakingPermission'], Properties: { TargetType: 'lambda' } }],
  ]);
  expect(ofType(plain, 'ElasticLoadBalancingV2::TargetGroup')).toEqual([]);
  const name = full.resources['EdenWakingGroup']?.Properties['Name'];
  expect(JSON.stringify(full.resources['EdenWakingPermission']?.Properties['SourceArn'])).toContain(
    `:targetgroup/${name}/*`,
  );
  const own = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', ...implied];
  const statements = statementsOf(full, 'WakingIamRoleLambdaExecution');
  const actions = statements.flatMap(({ Action }) => Action).filter((action) => !own.includes(action));
  expect(actions.toSorted()).toEqual([
    'dynamodb:GetItem',
    'dynamodb:Scan',
    'dynamodb:UpdateItem',
    'ecs:DescribeServices',
    'ecs:DescribeTasks',
    'ecs:ListTasks',
    'ecs:UpdateService',
    'elasticloadbalancing:DescribeTags',
    'elasticloadbalancing:DescribeTargetHealth',
    'elasticloadbalancing:ModifyRule',
  ]);
});

it('roles are passed to ECS alone, and nothing is changed outside what eden.allow names', () => {
  const statements = statementsOf(full, 'ApiIamRoleLambdaExecution');
  const pass = statements.filter(({ Action }) => Action.includes('iam:PassRole'));
  expect(pass).toMatchObject([
    {
      Resource: [`arn:aws:iam::${ACCOUNT}:role/task`, `arn:aws:iam::${ACCOUNT}:role/execution`],
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
    {
      Resource: `arn:aws:iam::${ACCOUNT}:role/volumes`,
      Condition: { StringEquals: { 'iam:PassedToService': 'ecs.amazonaws.com' } },
    },
  ]);
  const open = statements.filter(({ Resource }) => Resource === '*').flatMap(({ Action }) => Action);
  expect(open.filter((action) => !/:(Describe|List)|ecs:(Der|R)egisterTaskDefinition/.test(action))).toEqual([]);
  expect(JSON.stringify(statements)).not.toMatch(/"Action":\["?[a-z0-9]*:?\*/);
});

it('alarms: errors, refusals, old environments, full ALBs, 5xx, a reaper that does not run', () => {
  const watched = ofType(full, 'CloudWatch::Alarm').map(([, { Properties }]) => [
    Properties['MetricName'] ?? String(Properties['AlarmName']).split('-reaper-')[1],
    Properties['Threshold'],
  ]);
  expect(watched).toEqual([
    ['Errors', 0],
    ['Errors', 0],
    ['Errors', 0],
    ['ReaperRefused', 0],
    ['OldEnvironments', 0],
    ['AlbRulesPercent', 50],
    ['5XXError', 0],
    ['not-running', 0],
  ]);
});

it('config says what is wrong with eden’s section', async () => {
  const bad = join(workshop.root, 'config/stages/eden-bad.yml');
  const { writeFile } = await import('node:fs/promises');
  await writeFile(
    bad,
    `${FULL_STAGE}eden:\n  keys: { ci: { profiles: [] } }\n  allow: { zoneIds: [nope] }\n  tabel: {}\n`,
  );
  const failure: unknown = await workshop
    .sls('eden-api', 'package', '--stage', 'eden-bad')
    .catch((error: unknown) => error);
  const { stdout, stderr } = failure as { stdout: string; stderr: string };
  for (const what of ['eden.keys.ci.profiles', 'eden.allow.zoneIds', 'eden.tabel: unknown key']) {
    expect(stdout + stderr).toContain(what);
  }
});
