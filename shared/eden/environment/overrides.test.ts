import { testProfile } from '../testing/records.ts';
import { applyOverrides, type GivenOverrides, keptVariables, overrideProblems } from './overrides.ts';

const profile = testProfile({ environment: { A: 'profile', B: 'profile' }, desiredCount: 2 });
const container = {
  environment: [
    { name: 'A', value: 'present' },
    { name: 'C', value: 'present' },
    { name: 'STAGE', value: 'dev' },
  ],
};

it.each<[string, GivenOverrides, unknown, object, unknown, readonly string[]]>([
  ['nothing', {}, undefined, { A: 'profile', B: 'profile' }, 2, []],
  [
    'kept',
    {},
    ['desired_count', 'environment.A', 'environment.C'],
    { A: 'present', B: 'profile', C: 'present' },
    'keep',
    ['desired_count', 'environment.A', 'environment.C'],
  ],
  [
    'given',
    { environment: 'C=1', desiredCount: '3' },
    undefined,
    { A: 'profile', B: 'profile', C: '1' },
    3,
    ['desired_count', 'environment.C'],
  ],
  ['given instead of kept', { environment: 'B=1' }, ['environment.A'], { A: 'profile', B: '1' }, 2, ['environment.B']],
  [
    'back to the profile',
    { environment: '', desiredCount: '' },
    ['desired_count', 'environment.A'],
    { A: 'profile', B: 'profile' },
    2,
    [],
  ],
  [
    'the reference’s count',
    { desiredCount: 'reference' },
    undefined,
    { A: 'profile', B: 'profile' },
    'reference',
    ['desired_count'],
  ],
  [
    'a row that someone else wrote',
    {},
    ['environment.NEW', 'desired_count=9', { x: 1 }, 'environment.__proto__'],
    { A: 'profile', B: 'profile' },
    2,
    [],
  ],
  ['a row of another kind', {}, 'environment.A', { A: 'profile', B: 'profile' }, 2, []],
])('%s', (_what, given, kept, environment, desiredCount, names) => {
  const got = applyOverrides(profile, given, { kept, container });
  expect(got.profile).toEqual({ ...profile, environment, desiredCount });
  expect(got.kept).toEqual(names);
});

it('the present revision is needed only for variables that are kept', () => {
  expect(keptVariables(['desired_count'], {})).toEqual([]);
  expect(keptVariables(['environment.A'], { environment: 'B=1' })).toEqual([]);
  expect(keptVariables(['environment.A'], {})).toEqual(['A']);
});

it('wrong overrides are told together', () => {
  expect(overrideProblems({ environment: '1=x', desiredCount: 'many' }).map(({ field }) => field)).toEqual([
    'environment',
    'desired_count',
  ]);
  expect(overrideProblems({ environment: '', desiredCount: '' })).toEqual([]);
});
