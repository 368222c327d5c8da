import { testProfile } from '../testing/records.ts';
import type { EnvironmentItem } from './item.ts';
import { locateEnvironment } from './locate.ts';

const profile = testProfile({ namePrefix: 'dev' });

/** Finds a name in a table of these items; the keys that it finds. */
async function keysOf(given: string, ...items: readonly Omit<EnvironmentItem, 'type'>[]) {
  const getItem = async ({ name }: { readonly name: string }): Promise<EnvironmentItem | undefined> => {
    const found = items.find((item) => item.name === name);
    return found && { type: 'api', ...found };
  };
  const { item, legacy, names } = await locateEnvironment({ getItem }, { profile, profileName: 'api', given });
  return { resource: names.resource, item: item?.name, legacy: legacy?.name };
}

const FOO = { name: 'dev-foo', endpoint: 'api-foo.dev.example.com' };
const OWN_FOO = { ...FOO, status: 'ready', environment: 'foo', given_name: 'foo', run_id: '1' } as const;

it.each([
  ['the item of the Python eden', FOO],
  ['its item, leased before', { ...FOO, run_id: '1' }],
  ['this eden’s item', OWN_FOO],
  ['an item of an earlier version', { ...FOO, status: 'ready', environment: 'foo' } as const],
  ['an item that holds a lease alone', { name: 'dev-foo', run_id: '1', lease_until: 1 }],
])('environment foo under the prefix dev is not the old API’s dev-foo: %s', async (_, item) => {
  expect(await keysOf('Dev-foo', item)).toEqual({ resource: 'dev-dev-foo', item: undefined, legacy: undefined });
  const own = { ...OWN_FOO, name: 'dev-dev-foo', environment: 'dev-foo', given_name: 'dev-foo' };
  expect(await keysOf('dev-foo', item, own)).toEqual({ resource: own.name, item: own.name, legacy: undefined });
});

it.each([
  ['foo', { name: 'foo', endpoint: 'api-foo.dev.example.com' }, 'dev-foo'],
  ['dev-foo', { name: 'dev-foo', endpoint: 'api-dev-foo.dev.example.com' }, 'dev-dev-foo'],
])('the old API’s item %s is found', async (given, item, resource) => {
  const found = await keysOf(given.replace('dev', 'DEV'), item);
  expect(found).toEqual({ resource, item: undefined, legacy: item.name });
});
