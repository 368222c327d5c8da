import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { RedriveEvent } from '../../shared/pipeline/redrive/redrive-event.ts';
import type { WorkPorts } from './ports.ts';
import { createWork, StoppedError } from './work.ts';
import { unitKey, type WorkEvent } from './work-event.ts';

const SETTINGS = { bucket: 'dead', prefix: 'failed', stage: 'dev' };
const RUN = 'run-1';

function deadLetter(id: string, logType = 'app'): string {
  const fields = { identity: `s/shard/${id}`, function: 'f', target: '-', stage: 'dev', reason: 'bad_time' };
  return `${JSON.stringify({ ...fields, logType, arrivedAt: '2026-11-20T10:00:00Z', data: '{}' })}\n`;
}

/** Faults that a test plants. */
interface Faults {
  /** The time is over once a function was invoked. */
  endsAfterInvoke: boolean;
  failsNext: boolean;
  remainingMs: number;
}

type Small = Map<string, { readonly body: string; readonly version: string }>;

/** Small objects with versions. */
function versionedIn(small: Small): WorkPorts['versioned'] {
  let versions = 0;
  return {
    read: async ({ key }) => small.get(key),
    write: async ({ key, body, expected }) => {
      if (small.get(key)?.version !== expected) return undefined;
      const version = `${++versions}`;
      small.set(key, { body, version });
      return version;
    },
  };
}

/** Functions that answer the same for each record. */
function functionsOf(answer: object, faults: Faults, events: RedriveEvent[]): WorkPorts['invoke'] {
  return async (_name, payload) => {
    const event: RedriveEvent = JSON.parse(payload);
    events.push(event);
    if (faults.endsAfterInvoke) faults.remainingMs = 1_000;
    if (faults.failsNext) {
      faults.failsNext = false;
      throw new Error('no answer');
    }
    const outcomes = event.records.map(({ identity }) => ({ identity, counts: {}, ...answer }));
    return { status: 'returned', payload: { form: event.form, outcomes } };
  };
}

/** A bucket and functions in memory. @param answer of the function, for each record */
function start(files: Readonly<Record<string, string>>, answer: object = { status: 'delivered' }) {
  const objects = new Map(Object.entries(files).map(([key, text]) => [key, gzipSync(text)]));
  const small: Small = new Map();
  const events: RedriveEvent[] = [];
  const faults: Faults = { endsAfterInvoke: false, failsNext: false, remainingMs: 900_000 };
  const ports: WorkPorts = {
    openObject: async ({ key }) => {
      const body = objects.get(key);
      return body && Readable.from([body]);
    },
    copy: async ({ from, to }) => {
      const body = objects.get(from);
      if (body !== undefined) objects.set(to, body);
    },
    remove: async ({ key }) => {
      objects.delete(key);
      small.delete(key);
    },
    versioned: versionedIn(small),
    invoke: functionsOf(answer, faults, events),
  };
  const work = createWork({ settings: SETTINGS, ports, now: () => 0, sleep: async () => undefined });
  return {
    objects,
    events,
    faults,
    work: (event: WorkEvent) => work(event, () => faults.remainingMs),
    sums: (unit: number) => JSON.parse(small.get(unitKey('failed', RUN, unit))?.body ?? '{}'),
  };
}

function redrive(sources: readonly string[], more: object = {}): WorkEvent {
  return {
    run: RUN,
    work: { kind: 'redrive', functions: ['f'], maxGeneration: 3, ...more },
    item: { unit: 1, sources },
  };
}

it('puts the objects of a unit back, moves them, and writes its sums', async () => {
  const world = start({ 'failed/a.gz': deadLetter('1') + deadLetter('2'), 'failed/b.gz': deadLetter('3') });
  expect(await world.work(redrive(['failed/a.gz', 'failed/b.gz', 'failed/gone.gz']))).toEqual({ isUnfinished: false });
  expect(world.sums(1)).toMatchObject({ delivered: 3, moved: 2, gone: 1, left: 0, isUnfinished: false });
  expect([...world.objects.keys()].sort()).toEqual(['failed/_redriven/run-1/a.gz', 'failed/_redriven/run-1/b.gz']);
  expect(world.events.flatMap(({ records }) => records.map(({ identity }) => identity)).sort()).toEqual(
    ['1', '2', '3'].map((id) => `s/shard/${id}`),
  );
});

it('leaves types that were not asked for, and says what is broken', async () => {
  const world = start({ 'failed/a.gz': `${deadLetter('1', 'web')}no json\n${deadLetter('2')}` });
  await world.work(redrive(['failed/a.gz'], { type: 'app' }));
  expect(world.sums(1)).toMatchObject({
    delivered: 1,
    moved: 0,
    left: 1,
    problems: ['failed/a.gz line 2: it is no JSON object'],
  });
});

it('goes on in another invocation when its time is over, and adds up', async () => {
  const names = Array.from({ length: 12 }, (_, index) => `failed/${index}.gz`);
  const world = start(Object.fromEntries(names.map((name, index) => [name, deadLetter(`${index}`)])));
  world.faults.endsAfterInvoke = true;
  expect(await world.work(redrive(names))).toEqual({ isUnfinished: true });
  const { delivered } = world.sums(1);
  expect(delivered).toBeLessThan(12);
  // Nothing more fits: it would go on for ever.
  expect(await world.work(redrive(names))).toEqual({ isUnfinished: false });
  for (let more = true; more; ) {
    world.faults.remainingMs = 900_000;
    more = (await world.work(redrive(names))).isUnfinished;
  }
  expect(world.sums(1)).toMatchObject({ delivered: 12, moved: 12, gone: 0, left: 0 });
});

it('takes over at once what a dead invocation of the unit had, and leaves what another unit has', async () => {
  const world = start({ 'failed/a.gz': deadLetter('1') });
  world.faults.failsNext = true;
  await expect(world.work(redrive(['failed/a.gz']))).rejects.toThrow('no answer');
  const other = { ...redrive([]), item: { unit: 2, sources: ['failed/a.gz'] } };
  await world.work(other);
  expect(world.sums(2)).toMatchObject({
    delivered: 0,
    left: 1,
    problems: [expect.stringMatching(/: run run-1 on unit-1/)],
  });
  await world.work(redrive(['failed/a.gz']));
  expect(world.sums(1)).toMatchObject({ delivered: 1, moved: 1, sentAgain: 1 });
});

it('fails when the destination stays away, after it wrote its sums', async () => {
  const away = { status: 'retryable', scope: 'destination', error: 'ECONNREFUSED' };
  const world = start({ 'failed/a.gz': deadLetter('1') }, away);
  await expect(world.work(redrive(['failed/a.gz']))).rejects.toThrow(StoppedError);
  expect(world.sums(1)).toMatchObject({ delivered: 0, moved: 0, left: 1, stoppedBecause: 'ECONNREFUSED' });
  expect(world.events).toHaveLength(2);
});

it('replays objects of an archive, which stay', async () => {
  const world = start({ 'logs/a.gz': '{"a":1}\n{"a":2}\n' });
  const file = { bucket: 'archive', key: 'logs/a.gz', bytes: 10, writtenAtMs: 5, logType: 'app' };
  const event: WorkEvent = {
    run: RUN,
    work: { kind: 'replay', destination: 'app-dev-es-sink' },
    item: { unit: 7, sources: [file] },
  };
  await world.work(event);
  expect(world.sums(7)).toMatchObject({ delivered: 2, moved: 1 });
  expect(world.objects.has('logs/a.gz')).toBe(true);
  expect(world.events[0]).toMatchObject({
    function: 'app-dev-es-sink',
    generation: 0,
    records: [{ identity: 'archive/logs/a.gz/1' }, {}],
  });
  await world.work(event);
  expect(world.events).toHaveLength(1);
  expect(world.sums(7)).toMatchObject({ delivered: 2, moved: 1, gone: 0 });
});
