import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import type { ServiceTask } from '../../cli/eden/tasks/task-reads.ts';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { type Cli, openCli } from './cli-world.ts';
import { useEden } from './use-eden.ts';
import { region } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000041';
const eden = useEden(accountId);
let cli: Cli;
let ecs: ECSClient;
let logs: CloudWatchLogsClient;

beforeAll(async () => {
  const options = { endpoint: eden.strict.url, region, credentials: strictCredentials(accountId, 'test') };
  ecs = new ECSClient(options);
  logs = new CloudWatchLogsClient(options);
  cli = openCli(eden.strict, accountId);
  writeConfig(cli);
  expect((await create()).code).toBe(0);
});

function writeConfig({ files }: Cli): void {
  const fields = Object.entries(eden.account.seeded.fields).map(([key, value]) => `${key} = ${value}`);
  files.set('/home/nana/.eden/config', `[api]\n${fields.join('\n')}\n`);
}

function create(...more: string[]) {
  const image = eden.account.seeded.images[0] ?? '';
  return cli.eden('create', '-p', 'api', '--name', 'foo', '--image-uri', image, ...more);
}

/** Gives the reference another revision: other settings, and logs in CloudWatch Logs. */
async function changeReference(): Promise<void> {
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'dev01-api' }));
  const { family = '', containerDefinitions = [], taskRoleArn, executionRoleArn, networkMode } = taskDefinition ?? {};
  const [sidecar, api] = containerDefinitions;
  const changed = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      taskRoleArn,
      executionRoleArn,
      networkMode,
      requiresCompatibilities: ['FARGATE'],
      cpu: '1024',
      memory: '2048',
      containerDefinitions: [
        { ...sidecar },
        {
          ...api,
          environment: [{ name: 'STAGE', value: 'hidden-value' }],
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': '/ecs/api', 'awslogs-region': region, 'awslogs-stream-prefix': 'api' },
          },
        },
      ],
    }),
  );
  const revision = changed.taskDefinition?.taskDefinitionArn;
  await ecs.send(new UpdateServiceCommand({ cluster: 'prod', service: 'dev01-api', taskDefinition: revision }));
}

/** Starts a task of the clone, as its service would, and lets its container write. */
async function startTask(lines: readonly string[]): Promise<string> {
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: 'dev', services: ['dev-dynamic-foo'] }),
  );
  const { subnets = [] } = services[0]?.networkConfiguration?.awsvpcConfiguration ?? {};
  const answer = await ecs.send(
    new RunTaskCommand({
      cluster: 'dev',
      taskDefinition: 'dev-dynamic-foo',
      launchType: 'FARGATE',
      group: 'service:dev-dynamic-foo',
      networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups: [] } },
    }),
  );
  const id = answer.tasks?.[0]?.taskArn?.split('/').at(-1) ?? '';
  const at = { logGroupName: '/ecs/api', logStreamName: `api/api/${id}` };
  await logs.send(new CreateLogStreamCommand(at));
  const nowMs = Date.now();
  const logEvents = lines.map((message, index) => ({ timestamp: nowMs - 1_000 + index, message }));
  await logs.send(new PutLogEventsCommand({ ...at, logEvents }));
  return id;
}

describe('eden diff', () => {
  it('says that nothing has moved', async () => {
    expect(await cli.eden('diff', 'foo', '-p', 'api')).toEqual({
      code: 0,
      out: ['dev-dynamic-foo is as its reference: a redeploy would change its image alone'],
      err: [],
    });
  });

  it('names what has moved since, without the values of variables, until a redeploy takes it over', async () => {
    await changeReference();
    const { code, out, err } = await cli.eden('diff', 'foo', '-p', 'api', '--capacity-provider', 'FARGATE_SPOT');
    expect({ code, err }).toEqual({ code: 0, err: [] });
    expect(out).toEqual([
      '- task definition  runtimePlatform.cpuArchitecture: "ARM64"',
      '- task definition  runtimePlatform.operatingSystemFamily: "LINUX"',
      '- task definition  ephemeralStorage.sizeInGiB: 30',
      '- task definition  enableFaultInjection: false',
      '~ task definition  containerDefinitions.api.environment.STAGE: "…" -> "…"',
      '+ task definition  containerDefinitions.api.logConfiguration.logDriver: "awslogs"',
      '+ task definition  containerDefinitions.api.logConfiguration.options.awslogs-group: "/ecs/api"',
      `+ task definition  containerDefinitions.api.logConfiguration.options.awslogs-region: "${region}"`,
      '+ task definition  containerDefinitions.api.logConfiguration.options.awslogs-stream-prefix: "api"',
      '~ task definition  cpu: "512" -> "1024"',
      '~ task definition  memory: "1024" -> "2048"',
      '- service  launchType: "FARGATE" (a redeploy keeps it; delete and create changes it)',
      '+ service  capacityProviderStrategy.FARGATE_SPOT: 1 (a redeploy keeps it; delete and create changes it)',
    ]);
    const json = await cli.eden('diff', 'foo', '-p', 'api', '--json', '--values');
    expect(JSON.parse(json.out[0] ?? '').differences).toContainEqual({
      resource: 'task definition',
      isKept: false,
      path: 'containerDefinitions.api.environment.STAGE',
      present: 'dev',
      wanted: 'hidden-value',
    });
    expect((await create('--environment', 'OWN=1')).code).toBe(0);
    expect((await cli.eden('diff', 'foo', '-p', 'api')).out).toEqual([expect.stringMatching(/is as its reference/)]);
  });

  it('says why it cannot compare', async () => {
    const gone = await cli.eden(
      'diff',
      'foo',
      '-p',
      'api',
      '--reference-service-arn',
      `arn:aws:ecs:${region}:${accountId}:service/prod/none`,
    );
    expect(gone).toMatchObject({
      code: 1,
      out: [],
      err: [expect.stringMatching(/^error: Reference service .* does not exist\.$/)],
    });
    expect((await cli.eden('diff', 'none', '-p', 'api')).code).toBe(1);
  });
});

describe('eden logs', () => {
  it('says that no task has written', async () => {
    expect(await cli.eden('logs', 'foo', '-p', 'api')).toEqual({
      code: 0,
      out: [],
      err: ['No task of service dev-dynamic-foo runs or has stopped within the last hour.'],
    });
    expect(await cli.eden('logs', 'foo', '-p', 'api', '--since', 'ever')).toMatchObject({ code: 2 });
  });

  it('shows what the containers of all tasks wrote, by time', async () => {
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/ecs/api' }));
    const first = await startTask(['listening\n', 'GET /']);
    const second = await startTask(['listening too']);
    const { code, out, err } = await cli.eden('logs', 'foo', '-p', 'api');
    expect({ code, err }).toEqual({
      code: 0,
      err: ['Not in CloudWatch Logs (log driver awslogs): container sidecar: no log driver.'],
    });
    const name = (id: string): string => `api/${id.slice(0, 8)}`;
    expect(out.map((line) => line.replace(/^\S+Z /, ''))).toEqual([
      `${name(first)} listening`,
      `${name(first)} GET /`,
      `${name(second)} listening too`,
    ]);
    const json = await cli.eden('logs', 'foo', '-p', 'api', '--json', '--container', 'api');
    expect(JSON.parse(json.out[0] ?? '')).toMatchObject({ container: 'api', task: first, message: 'listening' });
    expect((await cli.eden('logs', 'foo', '-p', 'api', '--container', 'sidecar')).out).toEqual([]);
  });

  it('-f goes on, with the lines and the tasks that come, until it is ended', async () => {
    cli.interruptAt(/the last line$/);
    const following = cli.eden('logs', 'foo', '-p', 'api', '-f');
    await startTask(['a later line', 'the last line']);
    const { code, out } = await following;
    cli.interruptAt(undefined);
    expect(code).toBe(0);
    expect(out.map((line) => line.replace(/^\S+ \S+ /, ''))).toEqual([
      'listening',
      'GET /',
      'listening too',
      'a later line',
      'the last line',
    ]);
  });
});

describe('eden exec', () => {
  const at = { definitionArn: '', createdMs: 0, runtimeIds: {}, status: 'RUNNING', isExecEnabled: true };
  const tasks: readonly ServiceTask[] = [
    { ...at, id: 'old' },
    { ...at, id: 'new' },
    { ...at, id: 'plain', isExecEnabled: false },
    { ...at, id: 'gone', status: 'STOPPED' },
  ];
  function open(all: readonly ServiceTask[]): Cli {
    const taskReads = { tasksOf: async () => all, readLog: async () => ({ lines: [], next: undefined }) };
    const own = openCli(eden.strict, accountId, {}, [], 'cli', { taskReads });
    writeConfig(own);
    return own;
  }
  const place = `aws ecs execute-command --region ${region} --cluster dev --task`;

  it.each<[args: readonly string[], line: string]>([
    [[], `${place} new --container api --interactive --command /bin/sh`],
    [['--task', 'old', '--container', 'sidecar'], `${place} old --container sidecar --interactive --command /bin/sh`],
    [
      ['--', 'ls', '-la', "it's"],
      `${place} new --container api --interactive --command 'ls -la '\\''it'\\''\\'\\'''\\''s'\\'''`,
    ],
  ])('prints the command of the AWS CLI: %j', async (args, line) => {
    const said = await open(tasks.filter(({ id }) => id !== 'plain')).eden('exec', 'foo', '-p', 'api', ...args);
    expect(said).toEqual({ code: 0, out: [line], err: [] });
  });

  it.each<[all: readonly ServiceTask[], args: readonly string[], reason: RegExp]>([
    [[], [], /^error: No task of service dev-dynamic-foo runs\.$/],
    [tasks, ['--task', 'gone'], /^error: No task gone of service dev-dynamic-foo runs; these do: old, new, plain\.$/],
    [tasks, [], /^error: Task plain was started without enableExecuteCommand;/],
  ])('says why there is none', async (all, args, reason) => {
    const said = await open(all).eden('exec', 'foo', '-p', 'api', ...args);
    expect(said).toEqual({ code: 1, out: [], err: [expect.stringMatching(reason)] });
  });
});

describe('eden open', () => {
  it('opens the URL and prints it', async () => {
    const url = 'https://api-foo.dev.example.com';
    expect((await cli.eden('open', 'foo', '-p', 'api', '--print')).out).toEqual([url]);
    expect((await cli.eden('open', 'foo', '-p', 'api', '--json')).out).toEqual([JSON.stringify({ url })]);
    expect(cli.opened).toEqual([]);
    expect((await cli.eden('open', 'foo', '-p', 'api')).out).toEqual([url]);
    expect(cli.opened).toEqual([url]);
  });

  it.each(['api-foo.dev.example.com/"; calc', 'api-foo.evil.example.org', 'other.example.org', ''])(
    'does not open host %j',
    async (host) => {
      const aws = eden.account.aws('prepare');
      const key = { type: 'api', name: 'dev-dynamic-foo' };
      const { run_id: runId = '' } = (await aws.getItem(key)) ?? {};
      await aws.writeItem(key, runId, { set: { endpoint: host } });
      expect(await cli.eden('open', 'foo', '-p', 'api')).toMatchObject({ code: 1, out: [] });
      await aws.writeItem(key, runId, { set: { endpoint: 'api-foo.dev.example.com' } });
    },
  );
});

describe('eden wait', () => {
  const key = { type: 'api', name: 'dev-dynamic-foo' };

  it('tells the reasons when the service is not steady in time', async () => {
    const { code, err } = await cli.eden('wait', 'foo', '-p', 'api', '--wait-timeout', '10s');
    expect(code).toBe(1);
    expect(err[0]).toBe('error: Service dev-dynamic-foo was not steady after 10 s.');
    expect(await cli.eden('wait', 'foo', '-p', 'api', '--wait-timeout', 'long')).toMatchObject({ code: 2 });
  });

  it('waits for the run that changes the environment, and says that it did not end', async () => {
    const aws = eden.account.aws('other');
    const nowMs = Date.now();
    const lease = { runId: 'r2', holder: 'cli other', nowMs, untilMs: nowMs + 3_000_000, mayCreate: false };
    await aws.takeItem(key, lease, { set: {} });
    const { code, out, err } = await cli.eden('wait', 'foo', '-p', 'api', '--wait-timeout', '10s');
    expect(code).toBe(1);
    expect(out).toEqual(['Environment dev-dynamic-foo is being changed by cli other. Waiting.']);
    expect(err).toEqual(['error: Environment dev-dynamic-foo is still being changed by cli other.']);
    await aws.unlockItem(key, 'r3');
  });

  it('ends for a run that died, and for an environment that is not there', async () => {
    const aws = eden.account.aws('other');
    const nowMs = Date.now();
    const lease = {
      runId: 'r4',
      holder: 'cli dead',
      nowMs: nowMs - 900_000,
      untilMs: nowMs - 300_000,
      mayCreate: false,
    };
    await aws.takeItem(key, lease, { set: {} });
    expect(await cli.eden('wait', 'foo', '-p', 'api', '--json')).toMatchObject({
      code: 1,
      err: ['error: A run left environment dev-dynamic-foo unfinished: create or delete it again.'],
    });
    await aws.unlockItem(key, 'r5');
    expect((await cli.eden('wait', 'none', '-p', 'api')).code).toBe(1);
  });
});

it('eden ls --wide is a table', async () => {
  const { out } = await cli.eden('ls', '--wide');
  expect(out[0]).toMatch(/^PROFILE +NAME +STATE +IMAGE +DEPLOYED +EXPIRES +HOST$/);
  expect(out[1]).toMatch(/^api +foo +ready +latest +\S+( \S+)? ago +never +api-foo\.dev\.example\.com$/);
});
