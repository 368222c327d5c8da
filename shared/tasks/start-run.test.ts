import { type RunPorts, type RunTaskRequest, startRun } from './start-run.ts';
import type { Task } from './task.ts';
import { testTask } from './testing/test-task.ts';

const SCHEDULED = '2026-11-28T03:00:00Z';
const GROUP = `nightly/${SCHEDULED}/0`;

interface Ecs extends RunPorts {
  readonly requests: readonly RunTaskRequest[];
}

/** @param failures by the number of the call; @param groups of tasks that run. */
function createEcs(
  failures: Readonly<Record<number, string | Error>> = {},
  groups: readonly (string | undefined)[] = [],
): Ecs {
  const requests: RunTaskRequest[] = [];
  return {
    requests,
    runTask: async (request) => {
      requests.push(request);
      const failure = failures[requests.length];
      if (failure instanceof Error) throw failure;
      return failure === undefined
        ? { status: 'started', taskArn: `task-${requests.length}` }
        : { status: 'failed', reason: failure };
    },
    runningGroups: async () => groups,
  };
}

function start(task: Task, ecs: Ecs, rerun = 0) {
  return startRun({ task, scheduledTime: SCHEDULED, rerun, ...(rerun > 0 && { replaces: 'task-1' }) }, ecs);
}

describe('startRun', () => {
  it('starts each task by a call of its own, under the name of the run', async () => {
    const ecs = createEcs();
    expect(await start(testTask({ count: 2 }), ecs)).toEqual({
      status: 'started',
      group: GROUP,
      taskArns: ['task-1', 'task-2'],
    });
    expect(ecs.requests.map(({ group }) => group)).toEqual([GROUP, GROUP]);
  });

  it('gives a repeated run the same tokens, and every other task another one', async () => {
    const [first, again, rerun] = [createEcs(), createEcs(), createEcs()];
    await start(testTask({ count: 2 }), first);
    await start(testTask({ count: 2 }), again);
    await start(testTask({ count: 2 }), rerun, 1);
    const tokens = (ecs: Ecs): readonly string[] => ecs.requests.map(({ clientToken }) => clientToken);
    expect(tokens(again)).toEqual(tokens(first));
    expect(new Set([...tokens(first), ...tokens(rerun)]).size).toBe(3);
    expect(tokens(first).every((token) => token.length <= 64)).toBe(true);
  });

  it('starts one task in the place of each that failed', async () => {
    const ecs = createEcs();
    const rerun = { task: testTask({ count: 3 }), scheduledTime: SCHEDULED, rerun: 1 };
    for (const replaces of ['task-1', 'task-3', 'task-1']) await startRun({ ...rerun, replaces }, ecs);
    const [first, second, again] = ecs.requests.map(({ clientToken }) => clientToken);
    expect([ecs.requests.length, again === first, second === first]).toEqual([3, true, false]);
  });

  it('gives a task of the same name at another stage another token', async () => {
    const [dev, prod] = [createEcs(), createEcs()];
    await start(testTask(), dev);
    await start(testTask({ startedBy: 'baikonur-scheduled-tasks/prod/nightly' }), prod);
    expect(prod.requests[0]?.clientToken).not.toBe(dev.requests[0]?.clientToken);
  });

  it('says what was not started, and starts the rest', async () => {
    const ecs = createEcs({ 1: 'RESOURCE:ENI', 3: new Error('AccessDeniedException: iam:PassRole') });
    expect(await start(testTask({ count: 3 }), ecs)).toEqual({
      status: 'not_started',
      group: GROUP,
      taskArns: ['task-2'],
      problems: ['RESOURCE:ENI', 'RunTask of report in default: AccessDeniedException: iam:PassRole'],
    });
  });

  it.each([
    ['another run', [`nightly/2026-11-27T03:00:00Z/0`], 'skipped'],
    ['a rerun of this run', [`nightly/${SCHEDULED}/1`], 'started'],
    ['a task without a group', [undefined], 'skipped'],
    ['a try before this one', [GROUP], 'started'],
    ['nothing', [], 'started'],
  ])('with overlap forbid, while %s runs: %s %s', async (_name, groups, status) => {
    const ecs = createEcs({}, groups);
    expect(await start(testTask({ overlap: 'forbid' }), ecs)).toMatchObject({ status });
    expect(ecs.requests).toHaveLength(status === 'started' ? 1 : 0);
  });

  it('says how long the run before it has run', async () => {
    const ecs = createEcs({}, ['nightly/2026-11-27T03:00:00Z/2', 'nightly/2026-11-26T02:50:00Z/0']);
    expect(await start(testTask({ overlap: 'forbid' }), ecs)).toMatchObject({ status: 'skipped', hours: 48 });
    const unknown = createEcs({}, [undefined]);
    expect(await start(testTask({ overlap: 'forbid' }), unknown)).toMatchObject({ status: 'skipped', hours: 0 });
  });

  it('starts nothing where it cannot know what runs, and says so', async () => {
    const ecs = { ...createEcs(), runningGroups: () => Promise.reject(new Error('Cluster not found.')) };
    expect(await start(testTask({ overlap: 'forbid', count: 2 }), ecs)).toEqual({
      status: 'not_started',
      group: GROUP,
      taskArns: [],
      problems: ['looking for an earlier run in default: Cluster not found.'],
    });
    expect(ecs.requests).toEqual([]);
  });

  it('does not ask what runs where overlap is allowed', async () => {
    const ecs = { ...createEcs(), runningGroups: () => Promise.reject(new Error('no right to list')) };
    expect(await start(testTask(), ecs)).toMatchObject({ status: 'started' });
  });
});
