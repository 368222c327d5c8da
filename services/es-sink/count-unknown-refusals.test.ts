import { createCountUnknownRefusals } from './count-unknown-refusals.ts';

it('writes the metric each time, with the dimensions of all others', () => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  try {
    const count = createCountUnknownRefusals({ service: 'es-sink', stage: 'dev' });
    count(2);
    count(3);
  } finally {
    write.mockRestore();
  }
  const metrics = lines.map((line) => JSON.parse(line));
  expect(metrics).toHaveLength(2);
  expect(metrics[0]).toMatchObject({
    LogsRefusedUnknown: 2,
    service: 'es-sink',
    stage: 'dev',
    _aws: { CloudWatchMetrics: [{ Namespace: 'Baikonur', Dimensions: [['service', 'stage']] }] },
  });
  expect(metrics[1]).toMatchObject({ LogsRefusedUnknown: 3, service: 'es-sink', stage: 'dev' });
});
