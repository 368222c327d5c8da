import { createInterruption } from './interruption.ts';

function open() {
  let nowMs = 1_000;
  const warned: string[] = [];
  const exits: number[] = [];
  const interruption = createInterruption({
    clock: { now: () => nowMs, sleep: () => new Promise(() => {}) },
    warn: (line) => void warned.push(line),
    exit: (code) => void exits.push(code),
    holder: 'cli nana@laptop',
    leaseMs: 60_000,
  });
  return {
    interruption,
    warned,
    exits,
    later: (ms: number): void => {
      nowMs += ms;
    },
  };
}

it('a command that changes nothing ends at once', () => {
  const { interruption, warned, exits } = open();
  interruption.receive('SIGTERM');
  expect([warned, exits, interruption.isInterrupted()]).toEqual([[], [143], false]);
});

it('a run ends in order; the same key that arrives twice is one; the second one ends it at once', async () => {
  const { interruption, warned, exits, later } = open();
  interruption.begin({ profile: 'api', name: 'feature/x' });
  const slept = interruption.sleep(60_000);
  interruption.receive('SIGINT');
  await slept;
  later(5);
  interruption.receive('SIGINT');
  expect([exits, interruption.isInterrupted(), interruption.exitCode()]).toEqual([[], true, 130]);
  expect(warned).toHaveLength(1);
  later(1_000);
  interruption.receive('SIGINT');
  expect(exits).toEqual([130]);
  expect(warned[1]).toBe(
    'Stopped at once: cli nana@laptop may hold the lease of environment feature/x for 60 s more. eden show "feature/x" -p api says so, eden unlock "feature/x" -p api frees it; the next create or delete of it finishes what was begun.',
  );
});
