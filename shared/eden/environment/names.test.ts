import fc from 'fast-check';
import { testProfile } from '../testing/records.ts';
import { charactersLeft, deriveNames, fitName, slugName } from './names.ts';

it.each([
  ['foo', 'foo'],
  ['Feature/FOO-12_bar', 'feature-foo-12-bar'],
  ['--a--b--', 'a-b'],
  ['übung', 'bung'],
  ['***', ''],
])('slugName(%j) is %j', (given, slug) => {
  expect(slugName(given)).toBe(slug);
});

it('a slug is a DNS label without runs of hyphens, and a slug of itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (given) => {
      const slug = slugName(given);
      expect(slug).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?$/);
      expect(slugName(slug)).toBe(slug);
    }),
  );
});

it('a fitted name always fits, and two long names with one beginning differ', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 80 }), fc.integer({ min: 8, max: 40 }), (given, room) => {
      const name = fitName(given, room);
      expect(name.length).toBeLessThanOrEqual(room);
      expect(slugName(name)).toBe(name);
    }),
  );
  const long = 'feature-with-a-very-long-name';
  expect(fitName(`${long}-a`, 20)).not.toBe(fitName(`${long}-b`, 20));
});

it.each([
  [{}, 20],
  [{ namePrefix: 'a', domainNamePrefix: 'b'.repeat(60) }, 2],
  [{ namePrefix: 'x'.repeat(30) }, 1],
])('room for a name under %j is %d', (changes, room) => {
  expect(charactersLeft(testProfile(changes))).toBe(room);
});

it('every name comes from prefix and short name; older characters are kept where AWS takes them', () => {
  expect(deriveNames(testProfile(), 'Old_One')).toEqual({
    environment: 'Old_One',
    resource: 'dev-dynamic-Old_One',
    family: 'dev-dynamic-Old_One',
    service: 'dev-dynamic-Old_One',
    targetGroup: 'dev-dynamic-Old-One',
    hostLabel: 'api-Old_One',
    endpoint: 'dev-dynamic-Old_One',
  });
});
