import type { RunTaskRequest } from '../../shared/tasks/start-run.ts';
import { testTask } from '../../shared/tasks/testing/test-task.ts';
import { createTaskFunctions } from './task-functions.ts';

function createTools(reason?: string) {
  const counts: string[] = [];
  const lines: string[] = [];
  const requests: RunTaskRequest[] = [];
  const functions = createTaskFunctions({
    stage: 'dev',
    ports: {
      runTask: async (request) => {
        requests.push(request);
        return reason === undefined ? { status: 'started', taskArn: 'arn:1' } : { status: 'failed', reason };
      },
      runningGroups: async () => ['nightly/2026-11-27T03:00:00Z/0'],
    },
    count: (event, name) => void counts.push(`${event} ${name}`),
    logger: { info: (message) => void lines.push(message), error: (message) => void lines.push(`error: ${message}`) },
  });
  return { functions, counts, lines, requests };
}

const scheduledTime = '2026-11-28T03:00:00Z';

function failure(rerun: number) {
  const containers = [{ name: 'app', exitCode: 1 }];
  return {
    taskArn: 'arn:1',
    group: `nightly/${scheduledTime}/${rerun}`,
    stopCode: 'EssentialContainerExited',
    containers,
  };
}

describe('start', () => {
  it('counts a run', async () => {
    const { functions, counts, lines } = createTools();
    expect(await functions.start({ task: testTask(), scheduledTime })).toMatchObject({ status: 'started' });
    expect([counts, lines]).toEqual([['started nightly'], ['task started']]);
  });

  it('counts a run that is skipped', async () => {
    const { functions, counts } = createTools();
    expect(await functions.start({ task: testTask({ overlap: 'forbid' }), scheduledTime })).toMatchObject({
      status: 'skipped',
      running: ['nightly/2026-11-27T03:00:00Z/0'],
    });
    expect(counts).toEqual(['skipped nightly']);
  });

  it('fails where a task was not started, so that Lambda repeats it', async () => {
    const { functions, counts, lines } = createTools('Capacity is unavailable at this time');
    await expect(functions.start({ task: testTask({ count: 2 }), scheduledTime })).rejects.toThrow(
      'nightly: started 0 of 2 tasks: Capacity is unavailable at this time; Capacity is unavailable at this time',
    );
    expect([counts, lines]).toEqual([[], ['error: task not started']]);
  });
});

describe('ended', () => {
  it('starts a failed run again, and counts a failure only where no rerun is left', async () => {
    const { functions, counts, requests } = createTools();
    const task = testTask({ reruns: 1 });
    expect(await functions.ended({ task, detail: failure(0) })).toMatchObject({
      status: 'failed',
      rerun: { status: 'started', group: `nightly/${scheduledTime}/1` },
    });
    expect(counts).toEqual(['started nightly']);
    const last = await functions.ended({ task, detail: failure(1) });
    expect(last).not.toHaveProperty('rerun');
    expect(counts).toEqual(['started nightly', 'failed nightly']);
    expect(requests).toHaveLength(1);
  });

  it('gives an event that comes twice the same token', async () => {
    const { functions, requests } = createTools();
    const event = { task: testTask({ reruns: 1 }), detail: failure(0) };
    await functions.ended(event);
    await functions.ended(event);
    expect(new Set(requests.map(({ clientToken }) => clientToken)).size).toBe(1);
  });

  it('counts nothing where it went well', async () => {
    const { functions, counts, lines } = createTools();
    const detail = { ...failure(0), containers: [{ name: 'app', exitCode: 0 }] };
    expect(await functions.ended({ task: testTask({ reruns: 3 }), detail })).toMatchObject({ status: 'succeeded' });
    expect([counts, lines]).toEqual([[], ['task ended']]);
  });
});
