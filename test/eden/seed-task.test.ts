import { DescribeTasksCommand, ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import type { FaultKind } from '../../local/strict-aws/faults.ts';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { type Cli, openCli } from './cli-world.ts';
import { listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { leaseMs, region } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000043';
const SEED = { seed_task: '{"command": ["npm", "run", "seed"]}' };
const eden = useEden(accountId);
let cli: Cli;
let ecs: ECSClient;

beforeAll(() => {
  ecs = new ECSClient({ endpoint: eden.strict.url, region, credentials: strictCredentials(accountId, 'test') });
  cli = openCli(eden.strict, accountId);
  const fields = Object.entries({ ...eden.account.seeded.fields, ...SEED });
  cli.files.set('/home/nana/.eden/config', `[api]\n${fields.map(([key, value]) => `${key} = ${value}`).join('\n')}\n`);
});

afterEach(async () => {
  await eden.account.delete('delete');
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

function create(...more: string[]) {
  const image = eden.account.seeded.images[0] ?? '';
  return cli.eden('create', '-p', 'api', '--name', 'foo', '--image-uri', image, ...more);
}

/** Seed tasks that were started since the test began; ECS lists stopped ones for an hour. */
async function tasks(status: 'RUNNING' | 'STOPPED'): Promise<readonly Task[]> {
  const { taskArns = [] } = await ecs.send(new ListTasksCommand({ cluster: 'dev', desiredStatus: status }));
  if (taskArns.length === 0) return [];
  return (await ecs.send(new DescribeTasksCommand({ cluster: 'dev', tasks: taskArns, include: ['TAGS'] }))).tasks ?? [];
}

it('runs once with the clone’s definition, is told by create and show, and ends with the environment', async () => {
  const made = await create();
  expect(made.code).toBe(0);
  expect(made.out).toContainEqual(expect.stringMatching(/^Started seed task arn:.*: npm run seed$/));
  const [task, ...others] = await tasks('RUNNING');
  expect(others).toEqual([]);
  expect(task).toMatchObject({
    taskDefinitionArn: expect.stringMatching(/task-definition\/dev-dynamic-foo:1$/),
    startedBy: expect.stringMatching(/^eden\/[0-9a-f-]{36}$/),
    overrides: { containerOverrides: [{ name: 'api', command: ['npm', 'run', 'seed'] }] },
    tags: expect.arrayContaining([{ key: 'eden:environment', value: 'dev-dynamic-foo' }]),
  });
  expect((await create()).out.filter((line) => /seed task/.test(line))).toEqual([]);
  const shown = await cli.eden('show', 'foo', '-p', 'api');
  expect(shown.out).toContainEqual(expect.stringMatching(/^seed task: [0-9a-f-]{36} [A-Z]+$/));
  expect(JSON.parse((await cli.eden('show', 'foo', '-p', 'api', '--json')).out[0] ?? '')).toMatchObject({
    seedTask: { taskArn: task?.taskArn, status: expect.stringMatching(/^[A-Z]+$/) },
  });
  const gone = await cli.eden('delete', '-p', 'api', '--name', 'foo');
  expect(gone.out).toContain(`Stopped seed task ${task?.taskArn}`);
  expect(await tasks('RUNNING')).toEqual([]);
});

it('--wait tells how it ended', async () => {
  const { out, err } = await create('--wait', '--wait-timeout', '60s', '--json');
  expect(err).toContainEqual(expect.stringMatching(/^Seed task: [0-9a-f-]{36} STOPPED, exit code 0/));
  expect(JSON.parse(out[0] ?? '')).toMatchObject({ status: 'created', seedTask: { status: 'STOPPED', exitCode: 0 } });
});

it('--wait fails for one that does not end in time', async () => {
  const { code, err } = await create('--wait', '--wait-timeout', '4s');
  expect(code).toBe(1);
  expect(err.at(-1)).toMatch(/^The seed task has not ended well: [0-9a-f-]{36} [A-Z]+\.$/);
});

/** The position of RunTask among the changes of a create. */
async function positionOfRun(): Promise<number> {
  await eden.account.create('counting', { fields: SEED });
  const changes = eden.strict.calls('counting').filter(({ isMutating }) => isMutating);
  await eden.account.delete('delete');
  return changes.findIndex(({ action }) => action === 'RunTask');
}

it.each<[kind: FaultKind, count: number]>([
  ['die_before', 0],
  ['die_after', 1],
])('the machine dies at RunTask (%s): the next create goes on with one task', async (kind, count) => {
  const client = `dead-${kind}`;
  eden.strict.faults.set(client, { kind, at: await positionOfRun(), of: 'mutating' });
  await eden.account.create(client, { fields: SEED });
  expect(eden.strict.faults.happened(client)).toBe(true);
  expect(await tasks('RUNNING')).toHaveLength(count);
  eden.account.clock.skip(2 * leaseMs);
  const next = await eden.account.create('next', { fields: SEED });
  expect(next).toMatchObject({ status: 'created' });
  const running = await tasks('RUNNING');
  expect(running).toHaveLength(1);
  expect(next).toMatchObject({ seedTaskArn: running[0]?.taskArn });
});

it('the role may not run tasks: the create is undone, and says which action', async () => {
  eden.strict.faults.set('denied', { kind: 'deny', at: await positionOfRun(), of: 'mutating' });
  expect(await eden.account.create('denied', { fields: SEED })).toMatchObject({
    status: 'failed',
    left: 'undone',
    problems: [{ code: 'aws', message: expect.stringMatching(/^AWS refused ecs:RunTask/) }],
  });
});
