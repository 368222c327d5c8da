import type { Service } from '../aws/types.ts';
import { waitUntilStable } from './wait-until-stable.ts';

const stable: Service = {
  runningCount: 1,
  desiredCount: 1,
  deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }],
  loadBalancers: [{ targetGroupArn: 'group' }],
  events: [{ message: 'has started 1 tasks' }],
};

async function wait(services: readonly Service[], targets: readonly string[]) {
  let asked = 0;
  let nowMs = 0;
  const result = await waitUntilStable(
    {
      aws: {
        describeService: async () => services[Math.min(asked++, services.length - 1)],
        describeTargetHealth: async () => targets,
      },
      clock: {
        now: () => nowMs,
        sleep: async (ms) => {
          nowMs += ms;
        },
      },
      say: () => {},
    },
    { cluster: 'dev', service: 'dev-foo' },
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

it.each([
  ['a service that starts no tasks', { ...stable, runningCount: 0 }, ['10.0.0.1 healthy']],
  ['targets that are not healthy', stable, ['10.0.0.1 unhealthy Health checks failed']],
])('%s: times out with the events and targets', async (_what, service, targets) => {
  const { result, asked } = await wait([service], targets);
  expect(result).toEqual({
    status: 'not_stable',
    events: ['Service dev-foo is not steady.', 'has started 1 tasks', ...targets],
  });
  expect(asked).toBe(13);
});
