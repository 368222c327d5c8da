import fc from 'fast-check';
import { testProfile } from '../testing/records.ts';
import { charactersLeft, deriveNames, fitName, isSameName, shortName, slugName } from './names.ts';

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

it.each([
  ['foo', 'foo'],
  ['Feature/FOO-12_bar', 'feature-foo-12-bar'],
  ['feature/ログイン', 'feature-d19f08'],
  ['feature/検索', 'feature-fe21f9'],
  ['日本語', '77710a'],
  ['übung', 'bung-e2001a'],
])('shortName(%j) is %j', (given, short) => {
  expect(shortName(given)).toBe(short);
});

it('names that lose characters become one only when they are equal, however they are composed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      fc.pre(a.normalize() !== b.normalize() && /[\p{L}\p{N}]/u.test(a) && /[^ -~]/.test(a));
      expect(isSameName(a, b)).toBe(false);
    }),
  );
  expect(shortName('gru\u0308n')).toBe(shortName('gr\u00fcn'));
});

it.each([
  ['A', 'a', false],
  ['x.y', 'x-y', false],
  ['feature/ログイン', shortName('feature/ログイン'), true],
  ['feature/ログイン', 'feature/検索', false],
])('isSameName(%j, %j) is %j', (a, b, isSame) => {
  expect(isSameName(a, b)).toBe(isSame);
});

it.each([
  ['Foo_Bar', 'api-Foo_Bar'],
  ['v1.2', 'api-v1-2'],
  ['feature/ABC-1', 'api-feature-ABC-1'],
])('the host of the exact name %j begins with %j, as the Python eden makes it', (environment, label) => {
  expect(deriveNames(testProfile(), environment).hostLabel).toBe(label);
});

it('an empty domain_name_prefix makes hosts that begin with the name', () => {
  expect(deriveNames(testProfile({ domainNamePrefix: '' }), 'test').hostLabel).toBe('test');
  expect(charactersLeft(testProfile({ domainNamePrefix: '', namePrefix: 'a' }))).toBe(30);
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
    service: 'dev-dynamic-Old-One',
    targetGroup: 'dev-dynamic-Old-One',
    hostLabel: 'api-Old_One',
    endpoint: 'dev-dynamic-Old_One',
  });
});
