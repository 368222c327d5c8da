import type { Service } from '../aws/types.ts';
import { AwsCallError } from '../problem/problem.ts';
import { waitUntilStable } from './wait-until-stable.ts';

const stable: Service = {
  runningCount: 1,
  desiredCount: 1,
  deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
  loadBalancers: [{ targetGroupArn: 'group' }],
  events: [{ message: 'has started 1 tasks' }],
};

interface WaitMore {
  readonly describeStoppedTasks: () => Promise<readonly string[]>;
  readonly isInterrupted: boolean;
  readonly revision: string;
}

async function wait(services: readonly Service[], targets: readonly string[], more: Partial<WaitMore> = {}) {
  const { revision } = more;
  let asked = 0;
  let nowMs = 0;
  const result = await waitUntilStable(
    {
      aws: {
        describeService: async () => services[Math.min(asked++, services.length - 1)],
        describeTargetHealth: async () => targets,
        describeStoppedTasks: more.describeStoppedTasks ?? (async () => []),
      },
      clock: {
        now: () => nowMs,
        sleep: async (ms) => {
          nowMs += ms;
        },
      },
      say: () => {},
      isInterrupted: () => more.isInterrupted === true,
    },
    { cluster: 'dev', service: 'dev-foo', revision },
    60_000,
  );
  return { result, asked };
}

it('waits for one finished deployment and healthy targets', async () => {
  const rolling = { ...stable, deployments: [...(stable.deployments ?? []), { status: 'ACTIVE' }] };
  const { result, asked } = await wait([{ ...stable, runningCount: 0 }, rolling, stable], ['10.0.0.1 healthy']);
  expect(result).toEqual({ status: 'stable' });
  expect(asked).toBe(3);
});

const AFTER = 'Service dev-foo was not steady after 60 s.';
const EVENT = 'Event: has started 1 tasks';

it.each<[string, Service, readonly string[], readonly string[]]>([
  [
    'a service that starts no tasks',
    { ...stable, runningCount: 0, pendingCount: 1 },
    ['10.0.0.1 healthy'],
    ['Tasks: 0 of 1 run, 1 are pending.', 'Target 10.0.0.1 healthy', EVENT],
  ],
  [
    'no targets',
    { ...stable, runningCount: 0 },
    [],
    ['Tasks: 0 of 1 run, 0 are pending.', 'Targets: none is registered.', EVENT],
  ],
  [
    'targets that are not healthy',
    stable,
    ['10.0.0.1 unhealthy Health checks failed'],
    ['Tasks: 1 of 1 run, 0 are pending.', 'Target 10.0.0.1 unhealthy Health checks failed', EVENT],
  ],
  [
    'a deployment that ECS has not finished',
    {
      ...stable,
      deployments: [
        {
          status: 'PRIMARY',
          rolloutState: 'IN_PROGRESS',
          taskDefinition: 'arn:aws:ecs:us-east-1:1:task-definition/dev-foo:2',
        },
        {
          status: 'ACTIVE',
          rolloutState: 'COMPLETED',
          taskDefinition: 'arn:aws:ecs:us-east-1:1:task-definition/dev-foo:1',
        },
      ],
    },
    ['10.0.0.1 healthy'],
    [
      'Tasks: 1 of 1 run, 0 are pending.',
      'Deployment PRIMARY of dev-foo:2: IN_PROGRESS.',
      'Deployment ACTIVE of dev-foo:1: COMPLETED.',
      'Target 10.0.0.1 healthy',
      EVENT,
    ],
  ],
])('%s: times out with counts, targets and events', async (_what, service, targets, reasons) => {
  const { result, asked } = await wait([service], targets);
  expect(result).toEqual({ status: 'not_stable', reasons: [AFTER, ...reasons] });
  expect(asked).toBe(13);
});

it('a deployment that failed ends the wait at once, with the reasons of its tasks', async () => {
  const rolloutStateReason = 'tasks failed to start.';
  const failed = { ...stable, runningCount: 0, deployments: [{ rolloutState: 'FAILED' as const, rolloutStateReason }] };
  const describeStoppedTasks = async () => ['0a1b: Essential container in task exited (api: exit code 1)'];
  const { result, asked } = await wait([failed], [], { describeStoppedTasks });
  expect(result.status === 'not_stable' && result.reasons).toEqual([
    'Service dev-foo was not steady when its deployment had failed: tasks failed to start.',
    'Tasks: 0 of 1 run, 0 are pending.',
    'Targets: none is registered.',
    EVENT,
    'Stopped task 0a1b: Essential container in task exited (api: exit code 1)',
  ]);
  expect(asked).toBe(1);
});

it('stopped tasks that may not be read are told beside the rest; an interrupted wait ends', async () => {
  const describeStoppedTasks = () => Promise.reject(new AwsCallError('ecs:DescribeTasks', 'x', 'AccessDenied', 'no'));
  const { result, asked } = await wait([{ ...stable, runningCount: 0 }], [], {
    describeStoppedTasks,
    isInterrupted: true,
  });
  expect(result.status === 'not_stable' && result.reasons).toEqual([
    'Service dev-foo was not steady when interrupted.',
    'Tasks: 0 of 1 run, 0 are pending.',
    'Targets: none is registered.',
    EVENT,
    'Stopped tasks are not known: AWS refused ecs:DescribeTasks on x: AccessDenied: no',
  ]);
  expect(asked).toBe(1);
});

it('a service that ECS took back to an earlier revision is steady, and not what was deployed', async () => {
  const arn = (revision: number) => `arn:aws:ecs:us-east-1:1:task-definition/dev-foo:${revision}`;
  const running = (revision: number): Service => ({
    ...stable,
    taskDefinition: arn(revision),
    deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', taskDefinition: arn(revision) }],
  });
  const rolling = { ...running(2), runningCount: 0 };
  const { result, asked } = await wait([rolling, running(1)], ['10.0.0.1 healthy'], { revision: arn(2) });
  expect(result.status === 'not_stable' && result.reasons[0]).toBe(
    'Service dev-foo was not steady as it was deployed: it runs dev-foo:1 instead of dev-foo:2: ECS went back because the new tasks did not start, or it was changed by someone else.',
  );
  expect(asked).toBe(2);
  for (const revision of [2, 10]) {
    const { result: later } = await wait([running(revision)], ['10.0.0.1 healthy'], { revision: arn(2) });
    expect(later).toEqual({ status: 'stable' });
  }
});
