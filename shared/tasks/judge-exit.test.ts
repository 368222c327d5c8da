import { judgeExit, rerunAfter, type StoppedTask } from './judge-exit.ts';
import { testTask } from './testing/test-task.ts';

type Container = StoppedTask['containers'][number];

function stopped(containers: readonly Container[], more: Partial<StoppedTask> = {}): StoppedTask {
  return {
    taskArn: 'arn:task',
    group: 'nightly/2026-11-28T03:00:00Z/0',
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    startedAt: '2026-11-28T03:00:10.123Z',
    stoppedAt: '2026-11-28T03:02:10.456Z',
    containers,
    ...more,
  };
}

describe('judgeExit', () => {
  it.each<readonly [string, readonly Container[], object]>([
    ['exit code 0', [{ name: 'app', exitCode: 0 }], { status: 'succeeded', seconds: 120 }],
    [
      'another exit code',
      [{ name: 'app', exitCode: 3 }],
      { status: 'failed', exitCode: 3, reason: 'container app ended with exit code 3' },
    ],
    [
      'a task killed for memory',
      [{ name: 'app', exitCode: 137, reason: 'OutOfMemoryError: Container killed due to memory usage' }],
      {
        status: 'failed',
        exitCode: 137,
        reason: 'container app ended with exit code 137: OutOfMemoryError: Container killed due to memory usage',
      },
    ],
    [
      'a sidecar that ECS ends behind one that ended well',
      [
        { name: 'app', exitCode: 0 },
        { name: 'proxy', exitCode: 143 },
      ],
      { status: 'succeeded' },
    ],
    [
      'a sidecar that is killed for memory',
      [
        { name: 'app', exitCode: 0 },
        { name: 'proxy', exitCode: 137, reason: 'OutOfMemoryError' },
      ],
      { status: 'failed', exitCode: 137 },
    ],
    ['SIGTERM alone', [{ name: 'app', exitCode: 143 }], { status: 'failed', exitCode: 143 }],
    [
      'a container that has no exit code beside one that has',
      [{ name: 'app' }, { name: 'proxy', exitCode: 143 }],
      { status: 'failed', reason: 'container app has no exit code' },
    ],
  ])('%s', (_name, containers, expected) => {
    expect(judgeExit(testTask(), stopped(containers))).toMatchObject(expected);
  });

  it('looks at the container that is named, and at the codes that are fine', () => {
    const task = testTask({ container: 'app', okExitCodes: [0, 2] });
    expect(
      judgeExit(
        task,
        stopped([
          { name: 'app', exitCode: 2 },
          { name: 'proxy', exitCode: 1 },
        ]),
      ),
    ).toMatchObject({
      status: 'succeeded',
    });
    expect(judgeExit(task, stopped([{ name: 'other', exitCode: 0 }]))).toMatchObject({
      status: 'failed',
      reason: 'container app has no exit code: the task has no such container',
    });
  });

  it('tells a task that never started, with all reasons', () => {
    const detail = stopped([{ name: 'app', reason: 'CannotPullContainerError: not found' }], {
      stopCode: 'TaskFailedToStart',
      stoppedReason: 'Task failed to start',
    });
    const { startedAt: _, ...neverStarted } = detail;
    expect(judgeExit(testTask(), neverStarted)).toEqual({
      status: 'not_started',
      reason: 'Task failed to start; app: CannotPullContainerError: not found',
    });
  });

  it.each([
    ['SpotInterruption', 0],
    ['SpotInterruption', 143],
    ['TerminationNotice', 0],
  ])('takes %s for a failure, whatever exit code a container then has (%s)', (stopCode, exitCode) => {
    const detail = stopped(
      [
        { name: 'init', exitCode: 0 },
        { name: 'app', exitCode },
      ],
      { stopCode, stoppedReason: 'Your Spot Task was interrupted.' },
    );
    expect(judgeExit(testTask(), detail)).toMatchObject({
      status: 'failed',
      reason: `${stopCode}: Your Spot Task was interrupted.`,
    });
  });

  it('takes a task that a person stopped for no failure', () => {
    const detail = stopped([{ name: 'app', exitCode: 137 }], { stopCode: 'UserInitiated', stoppedReason: 'deploy' });
    expect(judgeExit(testTask({ reruns: 2 }), detail)).toMatchObject({ status: 'stopped', reason: 'deploy' });
  });
});

describe('rerunAfter', () => {
  it.each([
    ['failed', 0, 2, 1],
    ['failed', 1, 2, 2],
    ['failed', 2, 2, undefined],
    ['failed', 0, 0, undefined],
    ['not_started', 0, 1, 1],
    ['succeeded', 0, 5, undefined],
    ['stopped', 0, 5, undefined],
  ] as const)('%s as rerun %s of %s', (status, rerun, reruns, expected) => {
    const detail = stopped([], { group: `nightly/2026-11-28T03:00:00Z/${rerun}` });
    const run = rerunAfter(testTask({ reruns }), detail, { status, reason: '' });
    expect([run?.rerun, run?.replaces]).toEqual([expected, expected && 'arn:task']);
  });

  it('starts nothing after a task that has no run of ours', () => {
    const task = testTask({ reruns: 5 });
    const exit = { status: 'failed', reason: '' } as const;
    for (const group of ['family:report', 'service:web', '']) {
      expect(rerunAfter(task, stopped([], { group }), exit)).toBeUndefined();
    }
  });
});
