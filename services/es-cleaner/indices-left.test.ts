import type { CleanReport } from './clean.ts';
import { indicesLeft } from './indices-left.ts';

function line(index: string, action: 'delete' | 'keep') {
  return { index, action, reason: '' };
}
const REPORT: CleanReport = {
  status: 'cleaned',
  matching: 3,
  lines: [line('a', 'delete'), line('b', 'delete'), line('c', 'keep')],
  deleted: ['a', 'b'],
  failures: {},
};

it.each<[Partial<CleanReport>, number]>([
  [{}, 0],
  [{ status: 'dryRun', deleted: [] }, 0],
  [{ status: 'refused', deleted: [] }, 2],
  [{ status: 'incomplete', deleted: ['a'], failures: { b: 'HTTP 403' } }, 1],
])('%j leaves %d', (more, left) => {
  expect(indicesLeft({ ...REPORT, ...more })).toBe(left);
});
