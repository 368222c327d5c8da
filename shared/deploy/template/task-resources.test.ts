import { MANIFESTS } from '../../../services/manifests.ts';
import { parseTopology } from '../topology/parse-topology.ts';
import { FILES } from '../topology/testing/config-texts.ts';
import { ours } from '../topology/testing/topology-of.ts';
import { taskValues } from './task-values.ts';

const SUBNET = 'subnet-0123456789abcdef0';

function parse(tasks: string, stage = '') {
  const file = 'config/stages/dev.yml';
  return parseTopology(MANIFESTS, { ...FILES, 'config/tasks.yml': tasks, [file]: `${FILES[file]}${stage}` }, 'dev');
}

function problemsOf(tasks: string, stage = ''): readonly string[] {
  const parsed = parse(tasks, stage);
  return parsed.status === 'valid' ? [] : parsed.problems.map(({ line, message }) => `${line}: ${message}`);
}

function valuesOf(tasks: string, stage = '') {
  const parsed = parse(tasks, stage);
  if (parsed.status === 'invalid') throw new Error(JSON.stringify(parsed.problems));
  return taskValues(parsed.topology);
}

const TASKS = `tasks:
  - name: nightly
    schedule_expression: cron(0 3 * * ? *)
    timezone: Asia/Tokyo
    task_definition_arn: report
    subnet_ids: [${SUBNET}]
    executionRoleArn: arn:aws:iam::123456789012:role/execution
    container: app
    command: [a<b]
    overlap: forbid
    onExit: { reruns: 2 }
  - name: pinned
    scheduleExpression: rate(5 minutes)
    isEnabled: false
    spot: true
    taskDefinitionArn: report:7
    targetClusterArn: arn:aws:ecs:eu-west-1:123456789012:cluster/jobs
    tags: { team: data }
    flexibleMinutes: 15
    end: "2030-01-01T00:00:00+09:00"
`;
interface EndedRule {
  readonly EventPattern: unknown;
  readonly Targets: readonly [{ readonly InputTransformer: { readonly InputTemplate: string } }];
}

const STAGE = `tasks: { targetClusterArn: common, subnetIds: [${SUBNET}] }\n`;

describe('the values of scheduled-tasks', () => {
  const { resources, functions } = valuesOf(TASKS, STAGE);

  it('has a schedule for each task, which carries the task', () => {
    expect(resources['TaskScheduleNightly']?.Properties).toMatchObject({
      ScheduleExpression: 'cron(0 3 * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Tokyo',
      State: 'ENABLED',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    const target = resources['TaskScheduleNightly']?.Properties['Target'] as { readonly Input: string } | undefined;
    expect(target?.Input.match(/<[^>]*>/g)).toEqual(['<aws.scheduler.scheduled-time>']);
    expect(JSON.parse(target?.Input ?? '')).toMatchObject({
      scheduledTime: '<aws.scheduler.scheduled-time>',
      task: {
        name: 'nightly',
        command: ['a<b'],
        cluster: 'common',
        taskDefinition: 'report',
        overlap: 'forbid',
        reruns: 2,
      },
    });
    expect(resources['TaskSchedulePinned']?.Properties).toMatchObject({
      State: 'DISABLED',
      EndDate: '2029-12-31T15:00:00.000Z',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
    });
  });

  it('has a rule for each task, whose template has one placeholder', () => {
    const rule = resources['TaskEndedNightly']?.Properties as EndedRule | undefined;
    expect(rule?.EventPattern).toMatchObject({ detail: { startedBy: ['app-scheduled-tasks/dev/nightly'] } });
    const template = rule?.Targets[0].InputTransformer.InputTemplate ?? '';
    expect(template.match(/<[^>]*>/g)).toEqual(['<detail>']);
    expect(JSON.parse(template.replace('<detail>', '{}'))).toMatchObject({ task: { command: ['a<b'] }, detail: {} });
  });

  it('allows what the tasks need and nothing else', () => {
    const clusters = [ours('ecs:REGION:ACCOUNT:cluster/common'), 'arn:aws:ecs:eu-west-1:123456789012:cluster/jobs'];
    const tasks = [ours('ecs:REGION:ACCOUNT:task/common/*'), 'arn:aws:ecs:eu-west-1:123456789012:task/jobs/*'];
    const inClusters = { ArnEquals: { 'ecs:cluster': clusters } };
    expect(functions['start']?.statements.slice(0, 5)).toMatchObject([
      {
        Action: ['ecs:RunTask'],
        Resource: [
          ours('ecs:REGION:ACCOUNT:task-definition/report'),
          ours('ecs:REGION:ACCOUNT:task-definition/report:*'),
          ours('ecs:REGION:ACCOUNT:task-definition/report:7'),
        ],
        Condition: inClusters,
      },
      { Action: ['ecs:ListTasks'], Condition: inClusters },
      { Action: ['ecs:DescribeTasks'], Resource: tasks, Condition: inClusters },
      { Action: ['ecs:TagResource'], Resource: tasks, Condition: { StringEquals: { 'ecs:CreateAction': 'RunTask' } } },
      { Action: ['iam:PassRole'], Resource: ['arn:aws:iam::123456789012:role/execution'] },
    ]);
  });

  it('has nothing without a task', () => {
    expect(valuesOf('tasks: []')).toMatchObject({ resources: {}, unused: { functions: ['*'], resources: ['*'] } });
  });
});

describe('config/tasks.yml', () => {
  const task = (more: string): string =>
    `tasks:\n  - { name: a, scheduleExpression: rate(1 day), taskDefinitionArn: a, subnetIds: [${SUBNET}], ${more} }\n`;

  it.each([
    [
      'a wrong expression',
      task('x: 1').replace('rate(1 day)', 'cron(0 3 * * * *)').replace(', x: 1', ''),
      /exactly one of them must be \?/,
    ],
    ['a day that never comes', task('isEnabled: true').replace('rate(1 day)', 'cron(0 3 30 2 ? *)'), /never runs/],
    [
      'a zone that is none',
      task('timezone: Tokio'),
      /expected the IANA name of a zone, such as Asia\/Tokyo, got "Tokio"/,
    ],
    ['an unknown key', task('subnets: []'), /unknown key/],
    [
      'a command without its container',
      task('command: [a]'),
      /expected the name of the container that command and environment are for/,
    ],
    [
      'two ways to choose capacity',
      task('spot: true, capacityProviderStrategy: [{ capacityProvider: x }]'),
      /either spot or/,
    ],
    [
      'an end before the start',
      task('start: "2026-01-02T00:00:00Z", end: "2026-01-01T00:00:00Z"'),
      /a time after start/,
    ],
    [
      'a cluster of another Region',
      task('targetClusterArn: "arn:aws:ecs:eu-west-2:123456789012:cluster/x"'),
      /this stage's Region eu-west-1/,
    ],
    [
      'no network',
      task('isEnabled: true').replace(/subnetIds: \[[^\]]*\], /, ''),
      /a: expected subnetIds, here or under tasks in config\/stages\/dev\.yml/,
    ],
    [
      'a task that fits no rule',
      task(`container: c, environment: { A: "${'x'.repeat(8000)}" }`),
      /takes \d+ characters as JSON, more than the 8192 that EventBridge takes/,
    ],
    ['a name twice', `${task('isEnabled: true')}${task('isEnabled: true').split('\n')[1]}\n`, /"a" is taken/],
  ])('%s', (_name, text, problem) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it('of another account', () => {
    const problems = problemsOf(
      task('executionRoleArn: "arn:aws:iam::210987654321:role/x"'),
      'accountId: "123456789012"\n',
    );
    expect(problems).toEqual([
      "2: tasks[0].executionRoleArn: expected an ARN of this stage's account 123456789012, got arn:aws:iam::210987654321:role/x",
    ]);
  });
});
