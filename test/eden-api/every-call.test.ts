import { readEndpoint } from '../../shared/eden/environments-file/file.ts';
import type { ProfileFields } from '../../shared/eden/profile/profile.ts';
import {
  groupArn,
  type MemoryState,
  memoryFields,
  registry,
  seedMemory,
} from '../../shared/eden/testing/memory-state.ts';
import type { Got } from './api-world.ts';
import { type FaultKind, type MemoryWorld, openMemory } from './memory-world.ts';

const FAULT_KINDS = [
  'dies before',
  'dies after',
  'hangs before',
  'hangs after',
  'freezes',
  'late for steps',
  'late for undo',
] as const;
const nexts = ['create', 'delete', 'reaper'] as const;
type Next = (typeof nexts)[number];

function createUrl(name: string, image: string): string {
  return `/api/v1/create?name=${name}&image_uri=${encodeURIComponent(`${registry}:${image}`)}&profile=api`;
}
const deleteUrl = '/api/v1/delete?name=foo&profile=api';
/** A redeploy changes all it can: image, count, attribute; the reference's health check is changed beside it. */
const newFields: ProfileFields = { ...memoryFields, desired_count: '2', deregistration_delay_seconds: '9' };
const reference = groupArn('dev01-api', 1);

type Parts = Readonly<Record<string, unknown>>;

function isFoo(text: unknown): boolean {
  return /dev-dynamic-foo(?![a-z])|api-foo\.dev/.test(JSON.stringify(text) ?? '');
}

/** All resources that exist: foo's own, and all others. */
function partsOf(state: MemoryState): { readonly foo: Parts; readonly others: Parts } {
  const groups = [...state.groups].map(([arn, group]) => ({
    ...group,
    attributes: (state.attributes.get(arn) ?? []).map(({ Key, Value }) => `${Key}=${Value}`).toSorted(),
  }));
  const all = {
    services: [...state.services].filter(([, { status }]) => status === 'ACTIVE'),
    definitions: [...state.definitions].filter(([, { taskDefinition }]) => taskDefinition.status === 'ACTIVE'),
    groups,
    rules: [...state.rules.values()],
    records: state.records,
  };
  const pick = (wanted: boolean): Parts =>
    Object.fromEntries(Object.entries(all).map(([kind, list]) => [kind, list.filter((one) => isFoo(one) === wanted)]));
  const text = state.objects.get('config/endpoints.json')?.text ?? '';
  const { environments, ...rest } = JSON.parse(text) as { environments: unknown[] };
  const entries = (wanted: boolean): unknown[] => environments.filter((entry) => isFoo(entry) === wanted);
  const items = [...state.items.values()].filter(({ type, name }) => type !== '_reaper' && name !== 'dev-dynamic-foo');
  return {
    foo: { ...pick(true), entries: entries(true) },
    others: { ...pick(false), entries: entries(false), rest, items },
  };
}

function itemOf(state: MemoryState) {
  return state.items.get('api/dev-dynamic-foo');
}

/** One whole environment: every part there once, the item ready and free, the revision the newest. */
function expectWhole(state: MemoryState): void {
  const { foo } = partsOf(state);
  const counts = Object.fromEntries(Object.entries(foo).map(([kind, list]) => [kind, (list as unknown[]).length]));
  expect(counts).toMatchObject({ services: 1, groups: 1, rules: 1, records: 1, entries: 1 });
  const item = itemOf(state);
  expect(item).toMatchObject({ status: 'ready', endpoint: 'api-foo.dev.example.com' });
  expect([item?.lease_until, item?.good]).toEqual([undefined, undefined]);
  const text = state.objects.get('config/endpoints.json')?.text ?? '';
  const at = { name: 'dev-dynamic-foo', env: 'dev', key: 'api_endpoint' };
  expect(readEndpoint(text, at)).toBe('api-foo.dev.example.com');
  const [[, { taskDefinition }] = ['', {}]] = foo['services'] as [string, { taskDefinition?: string }][];
  const revisions = (foo['definitions'] as [string, unknown][]).map(([arn]) => arn);
  expect(item?.journal?.taskDefinition?.arns?.toSorted()).toEqual(revisions.toSorted());
  expect(taskDefinition).toBe(revisions.at(-1));
}

const emptyFoo: Parts = { services: [], definitions: [], groups: [], rules: [], records: [], entries: [] };

/** An answer is true. */
function expectTruth(got: Got, { before, now }: { readonly before: Parts; readonly now: Parts }): void {
  const { state: left, runId } = got.body as { readonly state?: string; readonly runId?: string };
  if (got.statusCode === 200) return;
  expect([502, 504]).toContain(got.statusCode);
  if (left === 'untouched' || left === 'undone' || (left === undefined && runId === undefined)) {
    expect(now).toEqual(before);
  }
}

/** `hasFoo`: whether foo exists before it. */
type Operation = Readonly<{ url: string; fields: ProfileFields; hasFoo: boolean }>;

const operations = {
  create: { url: createUrl('foo', 'latest'), fields: memoryFields, hasFoo: false },
  redeploy: { url: createUrl('foo', 'next'), fields: newFields, hasFoo: true },
  delete: { url: deleteUrl, fields: memoryFields, hasFoo: true },
} as const satisfies Readonly<Record<string, Operation>>;

/** A state with a neighbour of the same profile, and foo where the operation needs it. */
async function prepare({ hasFoo }: Operation): Promise<MemoryState> {
  const world = openMemory(seedMemory());
  for (const name of ['bar', ...(hasFoo ? ['foo'] : [])]) {
    expect((await world.ask(createUrl(name, 'latest')).got).statusCode).toBe(200);
  }
  const { groups } = world.state;
  if (hasFoo) groups.set(reference, { ...groups.get(reference), HealthCheckPath: '/ready' });
  return world.state;
}

async function finishBy(next: Next, world: MemoryWorld, operation: Operation, before: Parts): Promise<void> {
  const { state } = world;
  world.outlastLease();
  if (next === 'create') {
    const got = await world.ask(createUrl('foo', 'next'), { fields: newFields }).got;
    expect(got).toMatchObject({ statusCode: 200 });
    expectWhole(state);
    const [group] = partsOf(state).foo['groups'] as { HealthCheckPath: string; attributes: string[] }[];
    expect(group?.attributes).toContain('deregistration_delay.timeout_seconds=9');
    expect(group?.HealthCheckPath).toBe(operation.hasFoo ? '/ready' : '/health');
  }
  if (next === 'reaper') {
    expect(await world.reap().report).toMatchObject({ status: 'done', problems: [], orphans: [] });
    const { foo } = partsOf(state);
    if (itemOf(state) === undefined) expect(foo).toEqual(emptyFoo);
    else expectWhole(state);
    if (operation === operations.redeploy) expect(itemOf(state)).toBeDefined();
    if (operation === operations.redeploy && itemOf(state)?.image === `${registry}:latest`) expect(foo).toEqual(before);
  }
}

/** Runs one operation with one fault, lets `next` finish it, deletes; gives the status of the run's answer. */
async function askUntilFault(
  seeded: MemoryState,
  operation: Operation,
  fault: { kind: FaultKind; at: number },
  next: Next,
) {
  const world = openMemory(structuredClone(seeded));
  const { state } = world;
  const before = partsOf(state);
  const asked = world.ask(operation.url, { fault, fields: operation.fields });
  const early = await Promise.race([asked.got, asked.frozen]);
  const calls = asked.calls();
  expect(partsOf(state).others).toEqual(before.others);
  if (early !== undefined) expectTruth(early, { before: before.foo, now: partsOf(state).foo });
  await finishBy(next, world, operation, before.foo);
  const finished = partsOf(state);
  asked.thaw();
  const got = await asked.got;
  await new Promise((resolve) => setImmediate(resolve));
  // Whoever was overtaken, or has answered, reads on at most and changes nothing.
  expect(partsOf(state)).toEqual(finished);
  if (early !== undefined) expect(asked.calls()).toBe(calls);
  expect(partsOf(state).others).toEqual(before.others);
  await expectDeletable(world, before.others);
  return got.statusCode;
}

async function expectDeletable(world: MemoryWorld, others: Parts): Promise<void> {
  world.outlastLease();
  expect(await world.ask(deleteUrl).got).toMatchObject({ statusCode: 200 });
  expect(partsOf(world.state)).toEqual({ foo: emptyFoo, others });
  expect(itemOf(world.state)).toBeUndefined();
}

/** The texts of the answers; a delete goes on until the time for undoing is over. */
function statuses(kind: FaultKind, name: keyof typeof operations): readonly number[] {
  if (kind.startsWith('dies')) return [502];
  if (kind.startsWith('hangs')) return [504];
  if (kind === 'freezes') return [200, 409, 504];
  return kind === 'late for steps' && name === 'delete' ? [200] : [200, 504];
}

describe.each(Object.keys(operations) as (keyof typeof operations)[])('%s', (name) => {
  const operation = operations[name];
  let seeded: MemoryState;
  let calls: number;
  beforeAll(async () => {
    seeded = await prepare(operation);
    const undisturbed = openMemory(structuredClone(seeded)).ask(operation.url, { fields: operation.fields });
    expect((await undisturbed.got).statusCode).toBe(200);
    calls = undisturbed.calls();
    expect(calls).toBeGreaterThan(20);
  });
  describe.each(FAULT_KINDS)('whose function %s', (kind) => {
    it.each(nexts)('at any call is finished or undone by %s, and nothing else is touched', async (next) => {
      const got = new Set<number>();
      for (let at = 0; at < calls; at += 1) got.add(await askUntilFault(seeded, operation, { kind, at }, next));
      expect([...got].toSorted()).toEqual(statuses(kind, name));
    });
  });
});

it('a redeploy that dies, and the create that would finish it too, at any two calls: the reaper brings back what was good', async () => {
  const seeded = await prepare(operations.redeploy);
  const { url, fields } = operations.redeploy;
  const whole = openMemory(structuredClone(seeded)).ask(url, { fields });
  await whole.got;
  for (let first = 0; first < whole.calls(); first += 1) {
    for (let second = 0; second < whole.calls(); second += 1) {
      const world = openMemory(structuredClone(seeded));
      const before = partsOf(world.state);
      for (const at of [first, second]) {
        await world.ask(url, { fields, fault: { kind: 'dies after', at } }).got;
        world.outlastLease();
      }
      expect(await world.reap().report).toMatchObject({ status: 'done', problems: [] });
      expectWhole(world.state);
      const now = partsOf(world.state);
      if (itemOf(world.state)?.image === `${registry}:latest`) expect(now).toEqual(before);
      expect(now.others).toEqual(before.others);
    }
  }
});

describe.each(['dies before', 'dies after'] as const)('a reaper that %s', (kind) => {
  /** foo's time is over; bar's is not. */
  async function expired(): Promise<MemoryWorld> {
    const world = openMemory(seedMemory());
    for (const url of [`${createUrl('foo', 'latest')}&ttl=1m`, createUrl('bar', 'latest')]) {
      expect(await world.ask(url).got).toMatchObject({ statusCode: 200 });
    }
    world.outlastLease();
    return world;
  }

  it('at any call deletes no more than is due, and the next run finishes', async () => {
    const undisturbed = (await expired()).reap();
    expect(await undisturbed.report).toMatchObject({ status: 'done', reaped: [{ outcome: 'deleted' }] });
    expect(undisturbed.calls()).toBeGreaterThan(20);
    for (let at = 0; at < undisturbed.calls(); at += 1) {
      const world = await expired();
      const { others } = partsOf(world.state);
      expect((await world.reap({ kind: kind, at }).report).problems).not.toEqual([]);
      expect(partsOf(world.state).others).toEqual(others);
      world.outlastLease();
      expect(await world.reap().report).toMatchObject({ status: 'done', problems: [], orphans: [] });
      expect(partsOf(world.state)).toEqual({ foo: emptyFoo, others });
      expect(itemOf(world.state)).toBeUndefined();
    }
  });
});
