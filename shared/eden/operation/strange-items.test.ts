import { readItem } from '../environment/read-item.ts';
import { memoryDeps, memoryImage, memoryProfile } from '../testing/memory-run.ts';
import { memoryFields, seedMemory } from '../testing/memory-state.ts';
import { createEnvironment } from './create.ts';
import { deleteEnvironment } from './delete.ts';
import { repairEnvironment } from './repair.ts';

const key = 'api/dev-dynamic-foo';
const row = {
  type: 'api',
  name: 'dev-dynamic-foo',
  environment: 'foo',
  endpoint: 'api-foo.dev.example.com',
  resolved_profile: JSON.stringify(memoryFields),
  run_id: 'x',
};
const at = { profileName: 'api', profile: memoryProfile(), name: 'foo' };

it.each([
  ['journal', 'x'],
  ['journal', { rule: 'x', record: null }],
  ['journal', { rule: { state: 'made', arns: 'abc' }, taskDefinition: { state: 'made', arns: [1, null] } }],
  ['journal', { targetGroup: { state: 'made', arns: {} }, seedTask: { state: 'made', token: {} } }],
  ['journal', { __proto__: { state: 'made' }, rule: { state: 'burnt' } }],
  ['sleep', []],
  ['overrides', { 0: 'x' }],
])('an item with %s %j, which someone else wrote, is deleted like any other', async (attribute, value) => {
  const item = readItem({ ...row, status: 'deleting', [attribute]: value });
  for (const remove of [
    (deps: ReturnType<typeof memoryDeps>) => deleteEnvironment(deps, at),
    (deps: ReturnType<typeof memoryDeps>) => repairEnvironment(deps, item, 'repair'),
  ]) {
    const state = seedMemory();
    state.items.set(key, item);
    expect(await remove(memoryDeps(state))).toMatchObject({ status: 'deleted' });
    expect(state.items.size).toBe(0);
  }
});

it('a refused create leaves a row that no run of eden made as it was', async () => {
  const state = seedMemory();
  const strange = { type: 'api', name: 'dev-dynamic-foo', kind: 'note', text: 'whose is this?' };
  state.items.set(key, strange);
  const request = { ...at, source: 'local', imageUri: memoryImage } as const;
  const describeImage = async () => ({ status: 'no_image' }) as const;
  const outcome = await createEnvironment(memoryDeps(state, { describeImage }), request);
  expect(outcome).toMatchObject({ status: 'failed', left: 'untouched' });
  expect(state.items.get(key)).toEqual({ ...strange, kind: 'environment' });
});

it('a refused create leaves no row beside the one of the old API', async () => {
  const state = seedMemory();
  const old = { type: 'api', name: 'foo', endpoint: 'api-foo.dev.example.com' };
  state.items.set('api/foo', old);
  const describeImage = async () => ({ status: 'no_image' }) as const;
  const request = { ...at, source: 'local', imageUri: memoryImage } as const;
  expect(await createEnvironment(memoryDeps(state, { describeImage }), request)).toMatchObject({ left: 'untouched' });
  expect([...state.items.values()]).toEqual([old]);
});

it('a bug that ends a run releases its lease: the next run goes on', async () => {
  const state = seedMemory();
  const request = { ...at, source: 'local', imageUri: memoryImage } as const;
  const createRule = () => Promise.reject(new TypeError('x is not a function'));
  await expect(createEnvironment(memoryDeps(state, { createRule }), request)).rejects.toThrow('x is not a function');
  expect(state.items.get(key)).toMatchObject({ status: 'creating' });
  expect(state.items.get(key)).not.toHaveProperty('lease_until');
  expect(await createEnvironment(memoryDeps(state), request)).toMatchObject({ status: 'created' });
});
