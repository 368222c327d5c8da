import { readEndpoint } from '../../shared/eden/environments-file/file.ts';
import type { Listing } from './listing.ts';

const endpointEntry = { name: 'dev-dynamic-foo', env: 'dev', key: 'api_endpoint' };

/** One environment `foo` beside what was there before: one of each resource, every ACTIVE revision journaled. */
export function expectOneEnvironment(before: Listing, now: Listing): void {
  const added = (key: 'services' | 'targetGroups' | 'rules' | 'records' | 'taskDefinitions'): readonly string[] =>
    now[key].filter((line) => !before[key].includes(line));
  expect(added('targetGroups')).toEqual(['dev-dynamic-foo']);
  expect(added('rules')).toHaveLength(1);
  expect(added('records')).toHaveLength(1);
  expect(added('services')).toHaveLength(1);
  expect(now.services).toHaveLength(before.services.length + 1);
  expect(now.rules).toHaveLength(before.rules.length + 1);
  expect(readEndpoint(text(now), endpointEntry)).toBe('api-foo.dev.example.com');
  expect(now.items).toHaveLength(1);
  const [item] = now.items;
  expect(item).toMatchObject({ type: 'api', name: 'dev-dynamic-foo', status: 'ready', kind: 'environment' });
  expect(item?.lease_until).toBeUndefined();
  expect(item?.good).toBeUndefined();
  expect([...(item?.journal?.taskDefinition?.arns ?? [])].toSorted()).toEqual(added('taskDefinitions'));
  const deployed = added('services')[0]?.split(' ')[1];
  expect(added('taskDefinitions')).toContain(deployed);
}

function text(listing: Listing): string {
  return (listing.object as { readonly text: string }).text;
}
