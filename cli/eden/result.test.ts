import { tellLease } from './result.ts';

it.each([
  [61_000, ['The lease could not be released: the next run waits 60 s, or until eden unlock "a b" -p api frees it.']],
  [undefined, []],
])('tells a lease until %j that a failed run could not release', (leasedUntilMs, told) => {
  const lines: string[] = [];
  const shell = { warn: (line: string) => void lines.push(line), clock: { now: () => 1_000, sleep: async () => {} } };
  tellLease(shell, { name: 'a b', profile: 'api' }, leasedUntilMs === undefined ? {} : { leasedUntilMs });
  expect(lines).toEqual(told);
});
