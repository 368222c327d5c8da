import { ours, stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import { edenStatements } from './eden-statements.ts';

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

it.each(['ecs:DeregisterTaskDefinition', 'elasticloadbalancing:DescribeRules'])(
  '%s has no resource-level permission',
  (action) => {
    expect(statementsWith(action, '{}')).toMatchObject([{ Resource: '*' }]);
  },
);
