import { wakingGroupName } from '../../eden/environment/sleep.ts';
import { stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import type { Topology } from '../topology/topology.ts';
import { edenValues } from './eden-values.ts';

function topologyWith(eden: string): Topology {
  return topologyOf(stageWith(`eden: { keys: { ci: { profiles: [api] } }, allow: {}, ${eden} }`));
}

it('without eden all is unused, and nothing is listed', () => {
  expect(edenValues(topologyOf())).toMatchObject({
    unused: { functions: ['*'], resources: ['*'], paths: [] },
    extensions: {},
  });
  expect(edenValues(topologyOf()).resources).toEqual({});
});

it.each([
  ['', { functions: ['waking'], resources: [], paths: [] }],
  ['sleep: true', { functions: [], resources: [], paths: [] }],
  ['table: { create: false }', { functions: ['waking'], resources: ['EdenTable'], paths: [] }],
  ['getRoutes: false', { functions: ['waking'], resources: [], paths: ['api/v1/create', 'api/v1/delete'] }],
])('with { %s } %j is not used', (eden, unused) => {
  expect(edenValues(topologyWith(eden)).unused).toEqual(unused);
});

it.each([
  ['', { throttle: { rateLimit: 5, burstLimit: 10 } }],
  ['throttle: { rate: 1, burst: 2 }', { throttle: { rateLimit: 1, burstLimit: 2 } }],
  [
    'quota: { requests: 9, per: WEEK }',
    { throttle: { rateLimit: 5, burstLimit: 10 }, quota: { limit: 9, period: 'WEEK' } },
  ],
])('with { %s } the usage plan is %j', (eden, usagePlan) => {
  expect(edenValues(topologyWith(eden)).more.usagePlan).toEqual(usagePlan);
});

it('both functions have the same variables; the reaper may also list services', () => {
  const { api, reaper } = edenValues(topologyWith('reaper: { schedule: rate(5 minutes) }')).functions;
  expect(reaper.environment).toEqual(api.environment);
  expect(reaper.schedule).toBe('rate(5 minutes)');
  expect(reaper.statements.slice(0, api.statements.length)).toEqual(api.statements);
  expect(reaper.statements.slice(api.statements.length)).toEqual([
    { Effect: 'Allow', Action: ['ecs:ListServices'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['events:PutEvents'],
      Resource: [expect.anything()],
      Condition: { StringEquals: { 'events:source': 'eden' } },
    },
  ]);
});

describe('the API keys', () => {
  it('are known to the functions by their ids, which CloudFormation puts in', () => {
    const { environment } = edenValues(topologyWith('')).functions.api;
    expect(environment['API_KEYS']).toEqual({
      'Fn::Sub': `{"$\{EdenKeyCi}":{"name":"ci","profiles":["api"]}}`,
    });
    expect(environment).toMatchObject({ KEYS_BY: 'id', ALLOW_UNKEYED: 'false' });
  });

  it('are known by their values at stage local, where the API also has a fixed id', () => {
    const values = edenValues({ ...topologyWith(''), stage: 'local' });
    expect(values.functions.api.environment).toMatchObject({
      API_KEYS: '{"app-local-eden-ci-of-this-machine":{"name":"ci","profiles":["api"]}}',
      KEYS_BY: 'value',
    });
    expect(values.extensions).toEqual({
      ApiGatewayRestApi: { Properties: { Tags: [{ Key: 'ms-custom-id', Value: 'eden' }] } },
    });
  });
});

it('has a key and its place in the plan each, a domain where one is named, and alarms', () => {
  const domain =
    "domain: { name: eden.example.com, certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/1', zoneId: Z1 }";
  const plain = Object.keys(edenValues(topologyWith('')).resources);
  expect(plain).toEqual([
    'EdenKeyCi',
    'EdenKeyCiInPlan',
    'AlarmEdenApiApiErrors',
    'AlarmEdenApiReaperErrors',
    'AlarmEdenApiReaperRefused',
    'AlarmEdenApiOld',
    'AlarmEdenApiAlbRules',
    'AlarmEdenApi5xx',
    'AlarmEdenApiReaperNotRunning',
  ]);
  const more = Object.keys(edenValues(topologyWith(domain)).resources).filter((id) => !plain.includes(id));
  expect(more).toEqual(['EdenDomain', 'EdenDomainMapping', 'EdenDomainRecord']);
});

describe('sleep', () => {
  const { functions, resources } = edenValues(topologyWith('sleep: true'));
  const actions = functions.waking.statements.flatMap(({ Action }) => Action);

  it('makes a target group of the function, and lets load balancers invoke it for this group alone', () => {
    expect(resources['EdenWakingGroup']).toMatchObject({
      DependsOn: 'EdenWakingPermission',
      Properties: { Name: 'eden-waking-e24ef8f93828', TargetType: 'lambda' },
    });
    expect(JSON.stringify(resources['EdenWakingPermission']?.Properties['SourceArn'])).toContain(
      ':targetgroup/eden-waking-e24ef8f93828/*',
    );
    expect(edenValues(topologyWith('')).resources).not.toHaveProperty('EdenWakingGroup');
  });

  it('makes a group for each ALB where there are several: AWS lets a target group be used by one', () => {
    const albArns = ['dev', 'dev2'].map(
      (name) => `arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/${name}/0123456789abcdef`,
    );
    const allow = `allow: { albArns: [${albArns.map((arn) => `"${arn}"`).join(', ')}] }`;
    const stage = stageWith(`eden: { keys: { ci: { profiles: [api] } }, ${allow}, sleep: true }`);
    const many = edenValues(topologyOf(stage)).resources;
    const groups = Object.entries(many).filter(([id]) => id.startsWith('EdenWakingGroup'));
    const names = groups.map(([, { Properties }]) => Properties['Name']);
    expect(names).toEqual(['eden-waking-e24ef8f93828', ...albArns.map((arn) => wakingGroupName('eden', arn))]);
    expect(new Set(names).size).toBe(3);
    for (const [, { DependsOn }] of groups) expect(many).toHaveProperty(`${DependsOn}`);
  });

  it('the function makes and deletes nothing, knows no key, and changes what is tagged alone', () => {
    expect(actions.filter((action) => /Create|Delete|Register|PassRole|s3:|route53:/.test(action))).toEqual([]);
    expect(functions.waking.environment).not.toHaveProperty('API_KEYS');
    const { functions: used } = edenValues(
      topologyOf(
        stageWith(
          `eden: { keys: {}, sleep: true, allow: { clusters: [dev], albArns: ['arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/a/1'] } }`,
        ),
      ),
    );
    const changing = used.waking.statements.filter(({ Action }) => Action.some((one) => /Update|Modify/.test(one)));
    expect(changing.map(({ Action, Condition }) => [Action.at(-1), Condition?.['StringEquals'] !== undefined])).toEqual(
      [
        ['dynamodb:Scan', false],
        ['ecs:UpdateService', true],
        ['elasticloadbalancing:ModifyRule', true],
      ],
    );
  });

  it('lets the reaper read metrics', () => {
    const read = (values: typeof functions) =>
      values.reaper.statements.some(({ Action }) => Action.includes('cloudwatch:GetMetricData'));
    expect([read(functions), read(edenValues(topologyWith('')).functions)]).toEqual([true, false]);
  });
});
