import { MANIFESTS } from '../../../../services/manifests.ts';
import { parseTopology } from '../parse-topology.ts';
import { FILES } from '../testing/config-texts.ts';

const FILE = 'config/stages/dev.yml';
const NOW = Date.UTC(2026, 10, 28);

interface Change {
  /** Settings that are added, or replaced. */
  readonly task?: Readonly<Record<string, string>>;
  readonly stage?: string;
  readonly texts?: Readonly<Record<string, string>>;
}

function parse({ task = {}, stage = '', texts = {} }: Change) {
  const settings = {
    name: 'a',
    scheduleExpression: 'rate(1 day)',
    taskDefinitionArn: 'a',
    executionRoleArn: 'execution',
    subnetIds: '[subnet-0123456789abcdef0]',
    ...task,
  };
  const lines = Object.entries(settings).map(([key, value]) => `    ${key}: ${value}\n`);
  const tasks = `tasks:\n  -\n${lines.join('')}`;
  return parseTopology(
    MANIFESTS,
    { ...FILES, ...texts, 'config/tasks.yml': tasks, [FILE]: `${FILES[FILE]}${stage}` },
    'dev',
    NOW,
  );
}

function problemsOf(change: Change): readonly string[] {
  const parsed = parse(change);
  return parsed.status === 'valid' ? [] : parsed.problems.map(({ message }) => message);
}

function warningsOf(task: Readonly<Record<string, string>>): readonly string[] {
  return parse({ task })
    .warnings.map(({ message }) => message)
    .filter((message) => message.startsWith('tasks['));
}

describe('a task is refused', () => {
  it.each<readonly [string, Change['task'], string]>([
    [
      'an offset as a zone',
      { timezone: '"+09:00"' },
      'timezone: expected the IANA name of a zone, such as Asia/Tokyo, got "+09:00"',
    ],
    [
      'a zone in another spelling',
      { timezone: 'asia/tokyo' },
      'timezone: expected the IANA name of a zone, such as Asia/Tokyo, got "asia/tokyo"',
    ],
    [
      'an abbreviation',
      { timezone: 'JST' },
      'timezone: expected the IANA name of a zone, such as Asia/Tokyo, got "JST"',
    ],
    [
      'a wrong value under the name that the Terraform module has',
      { task_count: '11' },
      'task_count: expected a whole number from 1 to 10, got 11',
    ],
    [
      'days in the wrong order',
      { scheduleExpression: 'cron(0 3 ? * FRI-MON *)' },
      'scheduleExpression: day of week: expected 1-7 or SUN-SAT, with commas, ranges and steps, got "FRI-MON", which ends before it starts: divide it by a comma',
    ],
    [
      'a text in place of subnets, once',
      { subnetIds: 'subnet-0123456789abcdef0' },
      'subnetIds: expected a list of at least 1 subnets, got "subnet-0123456789abcdef0"',
    ],
    [
      'a right to something else',
      { iamEcsRunTaskResource: '"arn:aws:ecs:eu-west-1:123456789012:cluster/a"' },
      'iamEcsRunTaskResource: expected the ARN of a task definition, got "arn:aws:ecs:eu-west-1:123456789012:cluster/a"',
    ],
    [
      'a revision that there never is',
      { taskDefinitionArn: 'a:0' },
      'taskDefinitionArn: expected a family, family:revision, or the ARN of one, got "a:0"',
    ],
    [
      'ARNs of two accounts, where that of the stage is not known',
      {
        targetClusterArn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/a',
        taskRoleArn: 'arn:aws:iam::210987654321:role/a',
      },
      'taskRoleArn: expected an ARN of account 123456789012, as targetClusterArn of a has, got arn:aws:iam::210987654321:role/a',
    ],
    [
      'both spellings of a name',
      { schedule_expression: 'rate(2 days)' },
      'scheduleExpression: expected either schedule_expression or scheduleExpression, got "rate(1 day)"',
    ],
    [
      'a schedule without a run in its time',
      { scheduleExpression: 'cron(0 3 1 1 ? *)', start: '"2026-12-02T00:00:00Z"', end: '"2026-12-03T00:00:00Z"' },
      'scheduleExpression: cron(0 3 1 1 ? *) never runs from 2026-12-02T00:00:00Z on until 2026-12-03T00:00:00Z',
    ],
    [
      'a time that the clocks skip',
      { scheduleExpression: 'at(2027-03-14T02:30:00)', timezone: 'America/New_York' },
      'scheduleExpression: expected a time that there is in America/New_York: at(2027-03-14T02:30:00) never runs',
    ],
    [
      'a role of another partition',
      { taskRoleArn: 'arn:aws-cn:iam::123456789012:role/x' },
      "taskRoleArn: expected an ARN of this stage's partition aws, got arn:aws-cn:iam::123456789012:role/x",
    ],
    [
      'a right in another Region',
      { iamEcsRunTaskResource: '"arn:aws:ecs:eu-west-2:123456789012:task-definition/a*"' },
      "iamEcsRunTaskResource: expected an ARN of this stage's Region eu-west-1, got arn:aws:ecs:eu-west-2:123456789012:task-definition/a*",
    ],
    [
      'a size that Fargate has not',
      { cpu: '300' },
      'cpu: expected CPU units that Fargate has (256, 512, 1024, 2048, 4096, 8192, 16384), got 300',
    ],
    [
      'memory that Fargate has not for the smallest size',
      { cpu: '256', memoryMb: '4096' },
      'memoryMb: expected what Fargate has for 256 CPU units (512, 1024, 2048), got 4096',
    ],
    [
      'memory between two steps',
      { cpu: '8192', memoryMb: '17408' },
      'memoryMb: expected what Fargate has for 8192 CPU units (16384 to 61440 in steps of 4096), got 17408',
    ],
    [
      'providers of two kinds',
      { capacityProviderStrategy: '[{ capacityProvider: FARGATE }, { capacityProvider: gpu }]' },
      'capacityProviderStrategy: expected providers of Fargate or others, not both, got FARGATE, gpu',
    ],
    [
      'no weight',
      { capacityProviderStrategy: '[{ capacityProvider: FARGATE, weight: 0 }]' },
      'capacityProviderStrategy: expected a weight above 0 of one provider, got 0 of all',
    ],
    [
      'two bases',
      {
        capacityProviderStrategy:
          '[{ capacityProvider: FARGATE, base: 1 }, { capacityProvider: FARGATE_SPOT, base: 1 }]',
      },
      'capacityProviderStrategy: expected one provider with a base at most, got 1 of FARGATE, 1 of FARGATE_SPOT',
    ],
    [
      'a public address outside Fargate',
      { capacityProviderStrategy: '[{ capacityProvider: gpu }]', assignPublicIp: 'true' },
      'assignPublicIp: expected false: gpu is not of Fargate',
    ],
    [
      'a tag of AWS',
      { tags: '{ "AWS:x": a }' },
      'tags.AWS:x: expected a tag: letters, digits, spaces and _.:/=+-@ as its name, got "AWS:x"',
    ],
    [
      'six security groups',
      { securityGroupIds: `[${Array.from({ length: 6 }, () => 'sg-0123456789abcdef0').join(', ')}]` },
      'securityGroupIds: expected at most 5 security groups',
    ],
    [
      'a text that EventBridge takes for longer than it is written',
      { container: 'c', command: `["${'<'.repeat(1500)}"]` },
      ': a takes ',
    ],
    [
      'an expression that is too long',
      {
        scheduleExpression: `cron(${Array.from({ length: 60 }, (_, minute) => minute).join(',')} ${'0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23'} ? * ${'MON,TUE,WED,THU,FRI,SAT,SUN'} *)`,
      },
      'scheduleExpression: expected at most 256 characters',
    ],
  ])('%s', (_name, task, expected) => {
    const problems = problemsOf({ ...(task && { task }) });
    expect(problems).toEqual([expect.stringContaining(`tasks[0]${expected.startsWith(':') ? '' : '.'}${expected}`)]);
  });

  it('with all of its problems at once', () => {
    const task = {
      name: 'a',
      taskDefinitionArn: 'a',
      executionRoleArn: 'e',
      schedule_expression: 'cron(0 3 ? * FRI-MON *)',
      task_count: '11',
      subnetIds: 'subnet-0123456789abcdef0',
      targetClusterArn: 'arn:aws:ecs:eu-west-2:123456789012:cluster/a',
      command: '[a]',
      spot: 'true',
      start: '"2027-01-02T00:00:00Z"',
      end: '"2027-01-01T00:00:00Z"',
      capacityProviderStrategy: '[{ capacityProvider: FARGATE, weight: 0 }]',
    };
    const lines = Object.entries(task).map(([key, value]) => `    ${key}: ${value}\n`);
    const tasks = `tasks:\n  -\n${lines.join('')}`;
    const parsed = parseTopology(MANIFESTS, { ...FILES, 'config/tasks.yml': tasks }, 'dev', NOW);
    const paths = (parsed.status === 'valid' ? [] : parsed.problems).map(({ message }) => message.split(': ')[0]);
    expect(paths.toSorted()).toEqual(
      [
        ...['capacityProviderStrategy', 'container', 'end', 'schedule_expression', 'spot', 'subnetIds'],
        ...['targetClusterArn', 'task_count'],
      ].map((key) => `tasks[0].${key}`),
    );
  });

  it('whose names are too long together with the project', () => {
    const name = 'abcdefghijklmnopqrstuvwxyz-abcdefghijklm';
    const service = String(FILES['config/service.yml']).replace(/project: .*/, 'project: a-project-of-some-length');
    const problems = problemsOf({ task: { name }, texts: { 'config/service.yml': service } });
    expect(problems).toContain(
      `tasks[0].name: the schedule name "a-project-of-some-length-dev-tasks-${name}" has 75 characters, more than 64`,
    );
  });

  it('without subnets, beside its other problems', () => {
    const lines = ['name: a', 'taskDefinitionArn: a', 'scheduleExpression: rate(1 day)', 'timezone: JST'];
    const tasks = `tasks:\n  -\n${lines.map((line) => `    ${line}\n`).join('')}`;
    const parsed = parseTopology(MANIFESTS, { ...FILES, 'config/tasks.yml': tasks }, 'dev', NOW);
    const paths = (parsed.status === 'valid' ? [] : parsed.problems).map(({ message }) => message.split(': ')[0]);
    expect(paths.toSorted()).toEqual(['tasks[0].subnetIds', 'tasks[0].timezone']);
  });

  it('of the stage, where that has the ARN', () => {
    const stage = 'tasks: { targetClusterArn: "arn:aws:ecs:eu-west-2:123456789012:cluster/x" }\n';
    const parsed = parse({ stage });
    expect(parsed.status === 'invalid' && parsed.problems[0]).toMatchObject({ file: FILE });
  });
});

describe('a task is taken', () => {
  it.each<readonly [string, Change['task']]>([
    ['roles by name', { taskRoleArn: 'task', executionRoleArn: 'execution' }],
    ['an alias of a zone', { timezone: 'Japan' }],
    ['tags in Japanese', { tags: '{ チーム: "データ 1" }' }],
    ['a name that begins like a resource', { name: 'group' }],
    ['a name that a function has', { name: 'lambda-function' }],
    ['a long name', { name: 'abcdefghijklmnopqrstuvwxyz-abcdefghijklm' }],
    ['a size', { cpu: '512', memoryMb: '3072' }],
    ['memory alone', { memoryMb: '3000' }],
  ])('%s', (_name, task) => {
    expect(problemsOf({ ...(task && { task }) })).toEqual([]);
  });

  it('by the local AWS too, where it has the ARNs of a stage', () => {
    const task = { executionRoleArn: 'arn:aws:iam::123456789012:role/x' };
    expect(problemsOf({ task, stage: 'accountId: "000000000000"\n' })).toEqual([]);
  });
});

describe('warnings', () => {
  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
    ['nothing', {}, []],
    [
      'a time that is over',
      { scheduleExpression: 'at(2026-11-27T00:00:00)' },
      [
        'tasks[0].scheduleExpression: a has no run any more: at(2026-11-27T00:00:00) is over; EventBridge Scheduler may refuse to make a schedule without a run',
      ],
    ],
    [
      'an end that is over',
      { end: '"2026-11-27T00:00:00Z"' },
      ['tasks[0].end: a has no run any more: 2026-11-27T00:00:00Z is over'],
    ],
    [
      'a start that is over',
      { start: '"2026-11-27T00:00:00Z"' },
      [
        'tasks[0].start: a: 2026-11-27T00:00:00Z is over, and EventBridge Scheduler refuses to make or change a schedule with such a start: remove it before the next change of the task (its rate then counts from the next deployment)',
      ],
    ],
    [
      'clocks that change',
      { scheduleExpression: 'cron(30 2 * * ? *)', timezone: 'America/New_York' },
      ['tasks[0].scheduleExpression: a in America/New_York: no run at 2027-03-14 02:30: the clocks skip that time'],
    ],
    ['a time that never comes, which is refused', { scheduleExpression: 'cron(0 3 30 2 ? *)' }, []],
    [
      'a right to another task definition',
      { iamEcsRunTaskResource: '"arn:aws:ecs:eu-west-1:123456789012:task-definition/b*"' },
      [
        'tasks[0].iamEcsRunTaskResource: a: RunTask of a would be refused, got arn:aws:ecs:eu-west-1:123456789012:task-definition/b*',
      ],
    ],
    [
      'a right to each revision',
      { iamEcsRunTaskResource: '"arn:aws:ecs:eu-west-1:123456789012:task-definition/?:*"' },
      [],
    ],
    ['a right to everything', { iamEcsRunTaskResource: '"arn:aws:ecs:*:*:*"' }, []],
    ['a task that is switched off', { isEnabled: 'false', end: '"2026-11-27T00:00:00Z"' }, []],
  ])('%s', (_name, task, expected) => {
    expect(warningsOf(task)).toEqual(expected);
  });
});
