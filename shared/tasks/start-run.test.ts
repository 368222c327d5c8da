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
  return startRun({ task, scheduledTime: SCHEDULED, rerun }, 'dev', ecs);
}

describe('startRun', () => {
  it('starts each task by a call of its own, under the name of the run', async () => {
    const ecs = createEcs();
    expect(await start(testTask({ count: 2 }), ecs)).toEqual({
      status: 'started',
      group: GROUP,
      taskArns: ['task-1', 'task-2'],
    });
    expect(ecs.requests.map(({ startedBy, group }) => [startedBy, group])).toEqual([
      ['scheduled-tasks/dev/nightly', GROUP],
      ['scheduled-tasks/dev/nightly', GROUP],
    ]);
  });

  it('gives a repeated run the same tokens, and every other task another one', async () => {
    const [first, again, rerun] = [createEcs(), createEcs(), createEcs()];
    await start(testTask({ count: 2 }), first);
    await start(testTask({ count: 2 }), again);
    await start(testTask({ count: 2 }), rerun, 1);
    const tokens = (ecs: Ecs): readonly string[] => ecs.requests.map(({ clientToken }) => clientToken);
    expect(tokens(again)).toEqual(tokens(first));
    expect(new Set([...tokens(first), ...tokens(rerun)]).size).toBe(4);
    expect(tokens(first).every((token) => token.length <= 64)).toBe(true);
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
    ['a rerun of this run', [`nightly/${SCHEDULED}/1`], 'skipped'],
    ['a task without a group', [undefined], 'skipped'],
    ['a try before this one', [GROUP], 'started'],
    ['nothing', [], 'started'],
  ])('with overlap forbid, while %s runs: %s %s', async (_name, groups, status) => {
    const ecs = createEcs({}, groups);
    expect(await start(testTask({ overlap: 'forbid' }), ecs)).toMatchObject({ status });
    expect(ecs.requests).toHaveLength(status === 'started' ? 1 : 0);
  });

  it('does not ask what runs where overlap is allowed', async () => {
    const ecs = { ...createEcs(), runningGroups: () => Promise.reject(new Error('no right to list')) };
    expect(await start(testTask(), ecs)).toMatchObject({ status: 'started' });
  });
});
