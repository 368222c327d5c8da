import type { CleanReport } from './clean.ts';
import { createCountIndicesLeft, indicesLeft } from './count-indices-left.ts';

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

it('writes the metric, a zero too', () => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    const count = createCountIndicesLeft({ service: 'es-cleaner', stage: 'dev' });
    count(REPORT);
    count({ ...REPORT, status: 'refused', deleted: [] });
  } finally {
    write.mockRestore();
  }
  const [none, two, ...rest] = lines.map((text) => JSON.parse(text));
  expect(rest).toEqual([]);
  expect(none).toMatchObject({
    IndicesLeft: 0,
    service: 'es-cleaner',
    stage: 'dev',
    _aws: { CloudWatchMetrics: [{ Namespace: 'Baikonur', Dimensions: [['service', 'stage']] }] },
  });
  expect(two).toMatchObject({ IndicesLeft: 2, service: 'es-cleaner', stage: 'dev' });
});
