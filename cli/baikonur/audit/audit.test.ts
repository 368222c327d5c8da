import { type Audit, audit } from './audit.ts';
import { type AuditSource, PERIOD_MS } from './figures.ts';
import { createMetricSource } from './metric-figures.ts';
import { countTimes, createSummarySource } from './summary-figures.ts';
import { metricsOfLines } from './testing/metrics-of-lines.ts';
import { type SimulatedStage, simulateStage, TOPOLOGY } from './testing/simulated-stage.ts';

const START_MS = Date.UTC(2026, 10, 28, 10);
const RANGE = { fromMs: START_MS, toMs: START_MS + 36 * PERIOD_MS };
const KEPT_REAL = [
  'nextTick',
  'setImmediate',
  'clearImmediate',
  'setTimeout',
  'clearTimeout',
  'setInterval',
  'clearInterval',
  'queueMicrotask',
  'performance',
  'hrtime',
] as const;
const MID = 'app-dev-mid';
const MINUTES = 32;

const SOURCES: Readonly<Record<string, (stage: SimulatedStage) => AuditSource>> = {
  'the summary lines': ({ lines, shards }) =>
    createSummarySource(
      async (name) => lines.get(name) ?? [],
      async (stream, range) =>
        countTimes(
          (shards.get(stream) ?? []).map(({ arrivedAtMs }) => arrivedAtMs),
          range,
        ),
    ),
  CloudWatch: ({ lines, shards }) =>
    createMetricSource(
      metricsOfLines(
        () => [...lines.values()].flat(),
        (stream) => (shards.get(stream) ?? []).map(({ arrivedAtMs }) => arrivedAtMs),
      ),
      async () => [],
    ),
};

beforeEach(() => jest.useFakeTimers({ now: START_MS, doNotFake: [...KEPT_REAL] }));
afterEach(() => jest.useRealTimers());

/** A generator of the same numbers for the same seed. */
function seeded(seed: number): () => number {
  let state = seed + 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Logs come for three quarters of an hour; then the functions read what is left. `between` runs before each step. */
async function work(stage: SimulatedStage, random: () => number, between: (minute: number) => void = () => undefined) {
  for (let minute = 0; minute < MINUTES || !stage.isRead(); minute++) {
    jest.setSystemTime(Math.max(Date.now(), START_MS + minute * 60_000 + Math.floor(random() * 50_000)));
    between(minute);
    if (minute < MINUTES && random() < 0.7) stage.send(Math.floor(random() * 30));
    for (let n = 0; n < 2; n++) await stage.run();
    if (minute > 3 * MINUTES) throw new Error('the functions do not come to an end');
  }
}

/** The audit of a stage from both sources, which must agree. */
async function auditBoth(stage: SimulatedStage): Promise<Audit> {
  const [first, ...others] = await Promise.all(
    Object.values(SOURCES).map((sourceOf) => audit(TOPOLOGY, sourceOf(stage), RANGE)),
  );
  if (first === undefined) throw new Error('no source');
  for (const other of others) expect(other).toEqual(first);
  return first;
}

function hop({ hops }: Audit) {
  return hops.find(({ stream }) => stream === MID);
}

it.each(Array.from({ length: 20 }, (_, seed) => seed))('random run %d is even', async (seed) => {
  const random = seeded(seed);
  const stage = simulateStage(random);
  await work(stage, random);
  const found = await auditBoth(stage);
  expect(found.hops.map(({ difference, steps }) => [difference, steps])).toEqual([
    [0, []],
    [0, []],
  ]);
  expect(found.balanced).toBe(true);
  expect(found.functions.map(({ other, mismatches }) => [other, mismatches])).toEqual([
    [0, 0],
    [0, 0],
  ]);
  expect(hop(found)?.delivered).toBeGreaterThan(100);
});

it.each([
  ['loss', 3],
  ['repeat', -2],
])('a planted %s is named with hop, period and number', async (kind, size) => {
  const random = seeded(99);
  const stage = simulateStage(random);
  let plantedAtMs = 0;
  await work(stage, random, (minute) => {
    const records = stage.shards.get(MID) ?? [];
    if (minute !== 20 || plantedAtMs > 0) return;
    plantedAtMs = Date.now();
    const last = records.at(-1);
    if (last === undefined) throw new Error('nothing to plant it in');
    const repeats = kind === 'repeat' ? [last, last] : [];
    records.push(...repeats.map((record) => ({ ...record, arrivedAtMs: plantedAtMs })));
    if (kind === 'loss') loseNext(records, size);
  });
  const found = await auditBoth(stage);
  expect(found.balanced).toBe(false);
  expect(hop(found)).toMatchObject({
    writer: { function: 'app-dev-router-route', target: `kinesis:${MID}` },
    reader: 'app-dev-s3-sink-sink',
    difference: size,
    steps: [{ at: new Date(plantedAtMs - (plantedAtMs % PERIOD_MS)).toISOString(), size }],
  });
  expect(found.hops.filter(({ stream }) => stream !== MID).flatMap(({ steps }) => steps)).toEqual([]);
});

it('logs that an operator put back are named, and all is even', async () => {
  const random = seeded(7);
  const stage = simulateStage(random);
  await work(stage, random);
  const before = stage.shards.get(MID)?.length ?? 0;
  for (let count = 0; count < 20; count++) await stage.redrive();
  while (!stage.isRead()) await stage.run();
  const found = await auditBoth(stage);
  const put = (stage.shards.get(MID)?.length ?? 0) - before;
  expect(put).toBeGreaterThan(10);
  expect([hop(found)?.difference, hop(found)?.steps, found.balanced]).toEqual([0, [], true]);
  expect(found.functions.map(({ redriven: count, other }) => [count, other])).toEqual([
    [put, 0],
    [0, 0],
  ]);
});

it('what an operator put on the stream is named beside the step', async () => {
  const random = seeded(99);
  const stage = simulateStage(random);
  await work(stage, random, (minute) => {
    const records = stage.shards.get(MID) ?? [];
    const last = minute === 20 ? records.at(-1) : undefined;
    if (last !== undefined) records.push({ ...last, arrivedAtMs: Date.now() });
  });
  const [sourceOf] = Object.values(SOURCES);
  if (sourceOf === undefined) throw new Error('no source');
  const run = { function: 'redrive', atMs: START_MS, requestId: 'run', cause: 'an operator put 1 log on the stream' };
  const putBack: AuditSource['putBack'] = async ({ name }) => (name === MID ? [run] : []);
  const found = await audit(TOPOLOGY, { ...sourceOf(stage), putBack }, RANGE);
  expect(hop(found)?.steps).toMatchObject([{ causes: expect.arrayContaining([run]) }]);
});

/** The next records that are put to a stream are confirmed, and never there. */
function loseNext(records: unknown[], count: number): void {
  let left = count;
  const push = records.push.bind(records);
  records.push = (...items) => {
    if (left === 0) return push(...items);
    left--;
    return records.length;
  };
}
