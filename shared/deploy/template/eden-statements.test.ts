import { ours, stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import { edenStatements } from './eden-statements.ts';

const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab';
const ALB = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/common/1';

/** Statements with an action, of a role with `eden.allow`. */
function statementsWith(action: string, allow: string) {
  const topology = topologyOf(stageWith(`eden: { keys: {}, allow: ${allow} }`));
  const { eden } = topology.settings;
  if (eden === undefined) throw new Error('no eden');
  return edenStatements(topology, eden).filter(({ Action }) => Action.includes(action));
}

it.each([
  ['ecs:CreateService', 'clusters: [dev]', [ours('ecs:REGION:ACCOUNT:service/dev/*')]],
  [
    'elasticloadbalancing:CreateRule',
    `albArns: ['${ALB}']`,
    [ours('elasticloadbalancing:REGION:ACCOUNT:listener/app/common/1/*')],
  ],
  [
    'elasticloadbalancing:DeleteRule',
    `albArns: ['${ALB}']`,
    [ours('elasticloadbalancing:REGION:ACCOUNT:listener-rule/app/common/1/*')],
  ],
  ['route53:ChangeResourceRecordSets', 'zoneIds: [Z1]', [ours('route53:::hostedzone/Z1')]],
  ['s3:PutObject', 'endpointBuckets: [config]', [ours('s3:::config/*')]],
  ['s3:PutObject', 'endpointBuckets: [config/a/b.json]', [ours('s3:::config/a/b.json')]],
  ['s3:ListBucket', 'endpointBuckets: [config/a.json, config/b.json]', [ours('s3:::config')]],
  ['kms:GenerateDataKey', `kmsKeyArns: ['${KEY}']`, [KEY]],
  ['s3:ListBucket', 'endpointBuckets: [config]', [ours('s3:::config')]],
  ['iam:PassRole', "taskRoleArns: ['arn:aws:iam::123456789012:role/a']", ['arn:aws:iam::123456789012:role/a']],
])('%s is granted on what { %s } names, and without it not at all', (action, allow, Resource) => {
  expect(statementsWith(action, `{ ${allow} }`)).toMatchObject([{ Effect: 'Allow', Resource }]);
  expect(statementsWith(action, '{}')).toEqual([]);
});

it('a role that is both a task role and an execution role is passed once, to ECS tasks alone', () => {
  const role = 'arn:aws:iam::123456789012:role/a';
  expect(statementsWith('iam:PassRole', `{ taskRoleArns: ['${role}'], executionRoleArns: ['${role}'] }`)).toMatchObject(
    [{ Resource: [role], Condition: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } } }],
  );
});

it.each(['ecs:DeregisterTaskDefinition', 'ecs:RegisterTaskDefinition', 'elasticloadbalancing:DescribeRules'])(
  '%s has no resource-level permission',
  (action) => {
    expect(statementsWith(action, '{}')).toMatchObject([{ Resource: '*' }]);
  },
);

const LISTS = `{ clusters: [dev], albArns: ['${ALB}'], zoneIds: [Z1] }`;
const OWNER = { 'Fn::Sub': `$\{AWS::AccountId}/$\{AWS::Region}/eden` };

it.each([
  'ecs:UpdateService',
  'ecs:DeleteService',
  'ecs:StopTask',
  'elasticloadbalancing:DeleteRule',
  'elasticloadbalancing:ModifyTargetGroup',
  'elasticloadbalancing:ModifyTargetGroupAttributes',
  'elasticloadbalancing:DeleteTargetGroup',
])('%s is for what has the table’s own tag alone', (action) => {
  const Condition = { StringEquals: { 'aws:ResourceTag/eden:owner': OWNER } };
  expect(statementsWith(action, LISTS).map((one) => one.Condition)).toEqual([Condition]);
});

it.each(['ecs:CreateService', 'elasticloadbalancing:CreateRule', 'elasticloadbalancing:CreateTargetGroup'])(
  '%s must give the table’s own tag',
  (action) => {
    const Condition = { StringEquals: { 'aws:RequestTag/eden:owner': OWNER } };
    expect(statementsWith(action, LISTS).map((one) => one.Condition)).toEqual([Condition]);
  },
);

it('a seed task runs in a cluster of the stage, with the table’s own tag', () => {
  expect(statementsWith('ecs:RunTask', LISTS).map((one) => one.Condition)).toEqual([
    {
      StringEquals: { 'aws:RequestTag/eden:owner': OWNER },
      ArnEquals: { 'ecs:cluster': [expect.objectContaining({})] },
    },
  ]);
});

it.each([
  ['ecs:TagResource', 'ecs:CreateAction', ['RegisterTaskDefinition', 'CreateService', 'RunTask']],
  ['elasticloadbalancing:AddTags', 'elasticloadbalancing:CreateAction', ['CreateTargetGroup', 'CreateRule']],
])('%s: only while something is created', (action, key, values) => {
  expect(statementsWith(action, LISTS).map((one) => one.Condition)).toEqual([{ StringEquals: { [key]: values } }]);
});

it('records: three types, no CREATE, and the hosts where the stage names them', () => {
  const key = (name: string) => `route53:ChangeResourceRecordSets${name}`;
  const always = {
    'ForAllValues:StringEquals': {
      [key('RecordTypes')]: ['A', 'AAAA', 'CNAME'],
      [key('Actions')]: ['CREATE', 'UPSERT', 'DELETE'],
    },
  };
  const conditionOf = (allow: string) =>
    statementsWith('route53:ChangeResourceRecordSets', allow).map((one) => one.Condition);
  expect(conditionOf(LISTS)).toEqual([always]);
  expect(conditionOf("{ zoneIds: [Z1], hosts: ['api-*.dev.example.com'] }")).toEqual([
    { ...always, 'ForAllValues:StringLike': { [key('NormalizedRecordNames')]: ['api-*.dev.example.com'] } },
  ]);
});

it('a role for EBS volumes is passed to ECS itself', () => {
  const role = 'arn:aws:iam::123456789012:role/volumes';
  expect(statementsWith('iam:PassRole', `{ volumeRoleArns: ['${role}'] }`)).toMatchObject([
    { Resource: [role], Condition: { StringEquals: { 'iam:PassedToService': 'ecs.amazonaws.com' } } },
  ]);
});
