import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateClusterCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { type MotoServer, startMoto } from '../../local/strict-aws/moto.ts';
import { createRunPorts } from '../../shared/aws/task-ports.ts';
import { startRun } from '../../shared/tasks/start-run.ts';
import { testTask } from '../../shared/tasks/testing/test-task.ts';

/*
 * The calls to ECS and CloudWatch Logs, of the function and of `baikonur task`, against moto. moto knows no `clientToken`;
 * that a repeated call carries the same one is proved beside `startRun`.
 */

jest.setTimeout(120_000);

const ROOT = join(import.meta.dirname, '../..');
const REGION = 'us-east-1';
const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

let moto: MotoServer;
let endpoint: string;
let ecs: ECSClient;
let logs: CloudWatchLogsClient;
let subnet: string;
let folder: string;

beforeAll(async () => {
  moto = await startMoto(ROOT);
  endpoint = `http://127.0.0.1:${moto.port}`;
  const options = { endpoint, region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  ecs = new ECSClient(options);
  logs = new CloudWatchLogsClient(options);
  subnet = await findSubnet();
  await ecs.send(new CreateClusterCommand({ clusterName: 'default' }));
  await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'report',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [
        {
          name: 'app',
          image: 'report',
          memory: 512,
          logConfiguration: {
            logDriver: 'awslogs',
            options: { 'awslogs-group': '/ecs/report', 'awslogs-stream-prefix': 'run', 'awslogs-region': REGION },
          },
        },
      ],
    }),
  );
  folder = await mkdtemp(join(tmpdir(), 'baikonur-tasks-'));
  await cp(join(ROOT, 'config'), join(folder, 'config'), { recursive: true });
  const task = `{ name: nightly, scheduleExpression: cron(0 3 * * ? *), taskDefinitionArn: report, subnetIds: [${subnet}] }`;
  await writeFile(join(folder, 'config/tasks.yml'), `tasks:\n  - ${task}\n`);
});

afterAll(async () => {
  ecs?.destroy();
  logs?.destroy();
  await moto?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

/** A subnet of moto's default network. */
async function findSubnet(): Promise<string> {
  const Authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/${REGION}/ec2/aws4_request, SignedHeaders=host, Signature=0`;
  const answer = await fetch(endpoint, {
    method: 'POST',
    headers: { Authorization, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: 'Action=DescribeSubnets&Version=2016-11-15',
  });
  const found = /<subnetId>(subnet-[0-9a-f]+)<\/subnetId>/.exec(await answer.text())?.[1];
  if (found === undefined) throw new Error('moto has no subnet');
  return found;
}

function task(more: Parameters<typeof testTask>[0] = {}) {
  return testTask({ subnets: [subnet], ...more });
}

const run = promisify(execFile);

async function baikonur(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string }> {
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    ...CREDENTIALS,
  };
  const node = [join(ROOT, 'cli/baikonur/main.ts'), 'task', ...args, '--stage', 'dev'];
  try {
    const { stdout } = await run(process.execPath, node, { cwd: folder, env });
    return { code: 0, out: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout + stderr };
  }
}

it('starts a run, and none while one runs that forbids it', async () => {
  const ports = createRunPorts(ecs);
  const first = await startRun({ task: task({ count: 2 }), scheduledTime: '2026-11-18T03:00:00Z', rerun: 0 }, ports);
  expect(first).toMatchObject({ status: 'started', taskArns: [expect.stringContaining(':task/'), expect.anything()] });
  const forbid = task({ overlap: 'forbid' });
  const later = { task: forbid, scheduledTime: '2026-11-19T03:00:00Z', rerun: 0 };
  expect(await startRun(later, ports)).toMatchObject({
    status: 'skipped',
    running: ['nightly/2026-11-18T03:00:00Z/0', 'nightly/2026-11-18T03:00:00Z/0'],
  });
  if (first.status !== 'started') return;
  for (const arn of first.taskArns) await ecs.send(new StopTaskCommand({ cluster: 'default', task: arn }));
  expect(await startRun(later, ports)).toMatchObject({ status: 'started' });
});

it('says why ECS refuses', async () => {
  const ports = createRunPorts(ecs);
  const start = (more: Parameters<typeof testTask>[0]) =>
    startRun({ task: task(more), scheduledTime: '2026-11-18T03:00:00Z', rerun: 0 }, ports);
  expect(await start({ taskDefinition: 'missing' })).toMatchObject({
    status: 'not_started',
    problems: [expect.stringContaining('RunTask of missing in default')],
  });
  await expect(start({ cluster: 'missing' })).resolves.toMatchObject({ status: 'not_started' });
});

it('runs a task by hand: the plan first, then the run, its logs and its history', async () => {
  const plan = await baikonur('run', 'nightly');
  expect(plan).toMatchObject({ code: 0, out: expect.stringContaining('Nothing was started. With --run it is.') });
  expect(await baikonur('run', 'nightly', '--run')).toMatchObject({
    code: 2,
    out: expect.stringContaining('add --yes; nothing was started'),
  });
  const started = await baikonur('run', 'nightly', '--run', '--yes', '--json');
  expect(started.code).toBe(0);
  const [taskArn] = JSON.parse(started.out).taskArns;
  await writeLog(taskArn, 'ready\u001b[31m');
  expect(await baikonur('logs', 'nightly')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^app {2}\S+ {2}ready\\u001b/),
  });
  await ecs.send(new StopTaskCommand({ cluster: 'default', task: taskArn, reason: 'done' }));
  const history = JSON.parse((await baikonur('history', 'nightly', '--json')).out);
  expect(history[0]).toMatchObject({ taskArn, status: 'succeeded', rerun: 0, logs: [{ group: '/ecs/report' }] });
});

/** A task of this name and cluster, of another stage. */
async function startElsewhere(): Promise<string> {
  const prod = task({ startedBy: 'baikonur-scheduled-tasks/prod/nightly' });
  const result = await startRun({ task: prod, scheduledTime: '2026-11-18T03:00:00Z', rerun: 0 }, createRunPorts(ecs));
  if (result.status !== 'started') throw new Error(JSON.stringify(result));
  return result.taskArns[0] ?? '';
}

it('waits until a run ends, and judges it as the function does', async () => {
  const before = await listTasks();
  // Without --run: the earlier form.
  const waits = baikonur('run', 'nightly', '--yes', '--wait', '--json');
  let started: readonly string[] = [];
  while (started.length === 0) started = (await listTasks()).filter((arn) => !before.includes(arn));
  // moto ends a task that is stopped with exit code 0, and without a stop code.
  for (const arn of started) await ecs.send(new StopTaskCommand({ cluster: 'default', task: arn }));
  const { code, out } = await waits;
  expect([code, out]).toEqual([0, expect.stringContaining('"status":"succeeded"')]);
});

async function listTasks(): Promise<readonly string[]> {
  const startedBy = 'baikonur-scheduled-tasks/dev/nightly';
  return (await ecs.send(new ListTasksCommand({ cluster: 'default', startedBy }))).taskArns ?? [];
}

it('does not list the tasks of another stage', async () => {
  const elsewhere = await startElsewhere();
  const history: readonly { readonly taskArn: string }[] = JSON.parse(
    (await baikonur('history', 'nightly', '--json')).out,
  );
  expect(history.length).toBeGreaterThan(0);
  expect(history.map(({ taskArn }) => taskArn)).not.toContain(elsewhere);
});

it('shows what the function wrote about a run that ECS no longer knows', async () => {
  const group = '/aws/lambda/baikonur-dev-scheduled-tasks-ended';
  const line = {
    message: 'task ended',
    task: 'nightly',
    taskArn: 'arn:aws:ecs:us-east-1:1:task/default/old',
    taskDefinitionArn: 'report:1',
    group: 'nightly/2026-11-20T03:00:00Z/1',
    status: 'failed',
    exitCode: 3,
    seconds: 12,
    startedAt: '2026-11-20T03:00:10Z',
    reason: 'container app ended with exit code 3',
  };
  await logs.send(new CreateLogGroupCommand({ logGroupName: group }));
  await put(group, 'one', [
    JSON.stringify(line),
    JSON.stringify({ ...line, task: 'other', taskArn: 'other' }),
    'no json',
  ]);
  const { out } = await baikonur('history', 'nightly');
  expect(out).toContain(
    '2026-11-20T03:00:10Z  failed (rerun 1)  12 s  exit code 3  container app ended with exit code 3  old',
  );
  expect(out).toContain('  logs  app  /ecs/report  run/app/old\n');
  expect(out).not.toContain('other');
  expect((await baikonur('history', 'nightly', '--limit', '1')).out.split('\n')).toHaveLength(3);
});

it('names the tasks there are', async () => {
  expect(await baikonur('run', 'nigthly')).toEqual({
    code: 2,
    out: 'error: no task "nigthly" in config/tasks.yml (did you mean nightly?); there are nightly\n',
  });
  expect(await baikonur('ls')).toMatchObject({ code: 0, out: expect.stringContaining('cron(0 3 * * ? *) UTC') });
});

async function writeLog(taskArn: string, message: string): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ logGroupName: '/ecs/report' }));
  await put('/ecs/report', `run/app/${taskArn.split('/').at(-1)}`, [message]);
}

async function put(logGroupName: string, logStreamName: string, messages: readonly string[]): Promise<void> {
  await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  const logEvents = messages.map((message) => ({ message, timestamp: Date.now() }));
  await logs.send(new PutLogEventsCommand({ logGroupName, logStreamName, logEvents }));
}
