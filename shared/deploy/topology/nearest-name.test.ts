import { nearestName } from './nearest-name.ts';

const KNOWN = ['MAX_GROUPS', 'LOG_S3_PREFIX', 'LOG_ID_FIELD', 'LOG_TYPE_FIELD'];

it.each([
  ['MAX_GROUP', 'MAX_GROUPS'],
  ['LOG_S3_PREFFIX', 'LOG_S3_PREFIX'],
  ['LOG_TYP_FIELD', 'LOG_TYPE_FIELD'],
  ['LOG_DI_FIELD', 'LOG_ID_FIELD'],
  ['MXA_GROUPS', 'MAX_GROUPS'],
  ['GROUPS', undefined],
  ['ES_HOST', undefined],
])('%s is meant as %s', (name, expected) => {
  expect(nearestName(name, KNOWN)).toBe(expected);
});

it('knows none among none', () => {
  expect(nearestName('A', [])).toBeUndefined();
});
