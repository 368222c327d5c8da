import fc from 'fast-check';
import type { Deliver, Outcome } from './outcome.ts';
import { createContractWorld } from './testing/contract-world.ts';

const TARGETS = ['a', 'b', 'c'];
function textOf(n: number, { bad }: Shape): string {
  return bad ? `{"log_id":"id-${n}"}` : `{"log_type":"app","log_id":"id-${n}","time":"2024-06-07T03:00:00Z"}`;
}

interface Shape {
  readonly bad: boolean;
  readonly targets: readonly string[];
}
type Answer = 'delivered' | 'rejected' | 'entry' | 'destination' | 'postponed';

const shapes = fc.array(fc.record({ bad: fc.boolean(), targets: fc.subarray(TARGETS) }), {
  minLength: 1,
  maxLength: 8,
});
const answers = fc.constantFrom<Answer>('delivered', 'rejected', 'entry', 'destination', 'postponed');
/** Answers of the targets in one invocation: a target throws, or answers log by log. */
const moods = fc.record({
  throwing: fc.subarray(TARGETS),
  answers: fc.array(answers, { minLength: 1, maxLength: 7 }),
  late: fc.subarray(TARGETS),
});
type Mood = typeof moods extends fc.Arbitrary<infer T> ? T : never;

function outcomeOf(answer: Answer): Outcome {
  if (answer === 'delivered') return { status: 'delivered' };
  if (answer === 'rejected') return { status: 'rejected', code: 'rejected_by_destination', error: 'HTTP 400' };
  return { status: 'retryable', scope: answer, error: 'HTTP 503' };
}

/** Targets that do as the mood of the invocation says, and remember what they took. */
function createTargets() {
  const taken: string[] = [];
  let mood: Mood | undefined;
  const deliver: Deliver = async (logs, { target }) => {
    if (mood?.late.includes(target)) for (let turn = 0; turn < 5; turn++) await undefined;
    if (mood?.throwing.includes(target)) throw new Error(`${target} is broken`);
    return logs.map(({ logId }, place) => {
      const position = place + TARGETS.indexOf(target);
      const answer = mood?.answers[position % mood.answers.length] ?? 'delivered';
      if (answer === 'delivered') taken.push(`${target} ${logId}`);
      return outcomeOf(answer);
    });
  };
  return {
    taken,
    deliver,
    setMood: (next: Mood | undefined) => {
      mood = next;
    },
  };
}

it.each(['eager', 'onFailure'] as const)(
  'accounts for every log for any answers of several targets, loses nothing, and repeats nothing that it recalls: %s',
  async (recall) => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.array(moods, { maxLength: 4 }), async (logs, invocations) => {
        const world = createContractWorld();
        const { taken, deliver, setMood } = createTargets();
        const selectTargets = ({ logId }: { readonly logId: string }) => logs[Number(logId.slice(3))]?.targets ?? [];
        world.use({
          pipeline: { deliver, selectTargets, recall },
          received: () => taken,
          setFault: () => undefined,
        });
        const payloads = logs.map((shape, n) => textOf(n, shape));
        let from: number | undefined = 0;
        // The world is strict: a ledger that does not match, in all or for a target, throws.
        for (const mood of [...invocations, undefined]) {
          setMood(mood);
          if (from !== undefined) [from] = await world.invoke(payloads, { from });
        }
        expect(from).toBeUndefined();
        const deadLetters = world.bucket.deadLetters().map(({ target, logId }) => `${target} ${logId}`);
        const wanted = logs.flatMap(({ bad, targets }, n) =>
          bad ? [`- id-${n}`] : targets.map((target) => `${target} id-${n}`),
        );
        expect([...new Set([...taken, ...deadLetters])].sort()).toEqual(wanted.sort());
        if (recall === 'onFailure') return;
        expect([...taken, ...deadLetters].sort()).toEqual(wanted);
        expect(world.progress.rows()).toEqual([]);
      }),
    );
  },
);
