import type { CallSearch, SearchAnswer } from '../../shared/search/search-port.ts';
import { type AdmitOptions, createAdmitIndices } from './admit-indices.ts';

const NOW_MS = Date.parse('2026-11-28T10:00:00Z');
const TODAY = ['l-app-20261128', 'l-web-20261128'];

function ok(body: unknown): SearchAnswer {
  return { status: 'answered', httpStatus: 200, body };
}

function answered(httpStatus: number): SearchAnswer {
  return { status: 'answered', httpStatus, body: '' };
}

interface Engine {
  /** Hours since each index was created. */
  readonly indices?: Readonly<Record<string, number>>;
  readonly aliases?: Readonly<Record<string, readonly string[]>>;
  readonly settings?: SearchAnswer;
  readonly alias?: SearchAnswer;
}

function start(engine: Engine, options: Partial<AdmitOptions> = {}) {
  const requests: string[] = [];
  const refusals: number[] = [];
  const { indices = {}, aliases = {} } = engine;
  const call: CallSearch = async ({ path, query }) => {
    requests.push(path);
    if (path.startsWith('/_alias/')) {
      const named = Object.entries(aliases).map(([index, names]) => [
        index,
        { aliases: Object.fromEntries(names.map((name) => [name, {}])) },
      ]);
      return engine.alias ?? ok(Object.fromEntries(named));
    }
    expect(query).toEqual({ flat_settings: 'true', expand_wildcards: 'open,closed' });
    const created = (hours: number) => String(NOW_MS - hours * 3_600_000);
    const settings = Object.entries(indices).map(([name, hours]) => [
      name,
      { settings: { 'index.creation_date': created(hours) } },
    ]);
    return engine.settings ?? ok(Object.fromEntries(settings));
  };
  const admit = createAdmitIndices({
    call,
    naming: { prefix: 'l', interval: 'day' },
    caps: { perInvocation: 1, perDay: 2 },
    countRefusedIndices: (count) => refusals.push(count),
    ...options,
  });
  const { signal } = new AbortController();
  return {
    requests,
    refusals,
    admit: async (names: readonly string[]) => [...(await admit(names, { now: () => NOW_MS, signal })).keys()],
  };
}

it('asks for what begins with the prefix, counts what it refuses, and remembers what it takes', async () => {
  const { admit, requests, refusals } = start({});
  expect(await admit(TODAY)).toEqual(['l-web-20261128']);
  expect(requests).toEqual(['/l-*/_settings/index.creation_date', '/_alias/l-*']);
  expect(refusals).toEqual([1]);
  expect(await admit(['l-app-20261128'])).toEqual([]);
  expect(requests).toHaveLength(2);
  expect(await admit(['l-web-20261128', 'l-x-20261128'])).toEqual(['l-x-20261128']);
  expect(requests).toHaveLength(4);
});

it.each<[string, Engine]>([
  ['that exist', { indices: { 'l-app-20261128': 50, 'l-web-20261128': 50 } }],
  ['that are aliases', { aliases: { 'behind-1': ['l-app-20261128'], 'behind-2': ['l-web-20261128'] } }],
  ['whose type exists', { indices: { 'l-app-20261127': 50, 'l-web-20261127': 50 } }],
  [
    'that others made today, past the cap',
    { indices: { 'l-app-20261128': 1, 'l-web-20261128': 1, 'l-x-20261128': 1 } },
  ],
  ['that cannot be seen: 403', { settings: answered(403) }],
  ['that cannot be seen: 503', { settings: answered(503) }],
  ['that cannot be seen: no answer', { settings: { status: 'failed', error: 'reset' } }],
  ['that cannot be seen: too many', { settings: { status: 'failed', error: 'too long', isTooLarge: true } }],
  ['whose aliases cannot be seen', { alias: answered(403) }],
  ['that cannot be seen: no object', { settings: ok([]) }],
])('names %s are never refused', async (_, engine) => {
  const { admit, refusals } = start(engine);
  expect(await admit(TODAY)).toEqual([]);
  expect(refusals).toEqual([]);
});

it('a listing that failed is asked for again after a minute', async () => {
  let [nowMs, isDown, asked] = [NOW_MS, true, 0];
  const call: CallSearch = async () => {
    asked++;
    return isDown ? answered(503) : ok({});
  };
  const caps = { perInvocation: 1, perDay: 2 };
  const admit = createAdmitIndices({
    call,
    naming: { prefix: 'l', interval: 'day' },
    caps,
    countRefusedIndices: () => undefined,
  });
  const { signal } = new AbortController();
  const refused = async () => (await admit(TODAY, { now: () => nowMs, signal })).size;
  expect([await refused(), asked]).toEqual([0, 2]);
  isDown = false;
  nowMs += 59_000;
  expect([await refused(), asked]).toEqual([0, 2]);
  nowMs += 1_000;
  expect([await refused(), asked]).toEqual([1, 4]);
});

it.each([
  ['that have backing indices', 'l-app', '.ds-l-app-2026.11.22-000001'],
  ['whose own names end in a date', 'l-app-2026.11.22', '.ds-l-app-2026.11.22-000001'],
])('data streams %s exist', async (_, stream, backing) => {
  const naming = { prefix: 'l', interval: 'none' } as const;
  const { admit } = start({ indices: { [backing]: 50 } }, { naming, caps: { perInvocation: 0, perDay: 0 } });
  expect(await admit([stream, 'l-web'])).toEqual(['l-web']);
});

it('404 means none: the caps hold', async () => {
  expect(await start({ settings: answered(404), alias: answered(404) }).admit(TODAY)).toEqual(['l-web-20261128']);
});

it('without a prefix it asks for all indices', async () => {
  const { admit, requests } = start({}, { naming: { prefix: '', interval: 'day' } });
  await admit(['app-20261128']);
  expect(requests).toEqual(['/*/_settings/index.creation_date', '/_alias/*']);
});

it('a cap of a day that was reached by other functions', async () => {
  const indices = { 'l-x-20261128': 1, 'l-y-20261128': 20 };
  expect(await start({ indices }).admit(['l-app-20261128'])).toEqual(['l-app-20261128']);
});
