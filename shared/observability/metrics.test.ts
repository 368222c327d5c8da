import { createCounter } from './metrics.ts';

it('writes the metric each time, a zero too, with the dimensions of all others', () => {
  const lines: string[] = [];
  const write = jest.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
  try {
    const count = createCounter('LogsRefusedUnknown', { service: 'es-sink', stage: 'dev' });
    count(2);
    count(0);
  } finally {
    write.mockRestore();
  }
  const written = lines.map((line) => JSON.parse(line));
  expect(written).toMatchObject([
    { LogsRefusedUnknown: 2, service: 'es-sink', stage: 'dev' },
    { LogsRefusedUnknown: 0, service: 'es-sink', stage: 'dev' },
  ]);
  expect(written[0]._aws.CloudWatchMetrics).toEqual([
    {
      Namespace: 'Baikonur',
      Dimensions: [['service', 'stage']],
      Metrics: [{ Name: 'LogsRefusedUnknown', Unit: 'Count' }],
    },
  ]);
});
