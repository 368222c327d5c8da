import type { RunTaskRequest } from '../../shared/tasks/start-run.ts';
import { testTask } from '../../shared/tasks/testing/test-task.ts';
import { createTaskFunctions } from './task-functions.ts';

function createTools(reason?: string, running = 'nightly/2026-11-28T01:00:00Z/0') {
  const counts: string[] = [];
  const lines: string[] = [];
  const requests: RunTaskRequest[] = [];
  const functions = createTaskFunctions({
    ports: {
      runTask: async (request) => {
        requests.push(request);
        return reason === undefined ? { status: 'started', taskArn: 'arn:1' } : { status: 'failed', reason };
      },
      runningGroups: async () => [running],
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
      running: ['nightly/2026-11-28T01:00:00Z/0'],
    });
    expect(counts).toEqual(['skipped nightly']);
  });

  it('counts a run behind one that does not end as a failure', async () => {
    const { functions, counts, lines } = createTools(undefined, 'nightly/2026-11-27T03:00:00Z/0');
    await functions.start({ task: testTask({ overlap: 'forbid' }), scheduledTime });
    expect(counts).toEqual(['skipped nightly', 'failed nightly']);
    expect(lines).toEqual(['error: task skipped: an earlier run does not end']);
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

  it('starts one task in the place of each that failed', async () => {
    const { functions, requests } = createTools();
    const task = testTask({ count: 3, reruns: 1, overlap: 'forbid' });
    const siblings = createTools(undefined, `nightly/${scheduledTime}/0`);
    for (const taskArn of ['arn:1', 'arn:2']) {
      await siblings.functions.ended({ task, detail: { ...failure(0), taskArn } });
      await functions.ended({ task: { ...task, overlap: 'allow' }, detail: { ...failure(0), taskArn } });
    }
    expect([requests.length, siblings.requests.length]).toEqual([2, 2]);
    expect(new Set(siblings.requests.map(({ clientToken }) => clientToken)).size).toBe(2);
  });

  it('counts a failure whose rerun is skipped, since the next run is on', async () => {
    const { functions, counts, lines } = createTools(undefined, 'nightly/2026-11-28T04:00:00Z/0');
    const task = testTask({ reruns: 1, overlap: 'forbid' });
    expect(await functions.ended({ task, detail: failure(0) })).toMatchObject({ rerun: { status: 'skipped' } });
    expect(counts).toEqual(['skipped nightly', 'failed nightly']);
    expect(lines).toEqual(['error: task ended', 'error: rerun skipped: another run is not done']);
  });

  it('counts nothing where it went well', async () => {
    const { functions, counts, lines } = createTools();
    const detail = { ...failure(0), containers: [{ name: 'app', exitCode: 0 }] };
    expect(await functions.ended({ task: testTask({ reruns: 3 }), detail })).toMatchObject({ status: 'succeeded' });
    expect([counts, lines]).toEqual([[], ['task ended']]);
  });
});
