import { createCountUnconfirmed } from './count-unconfirmed.ts';

describe('createCountUnconfirmed', () => {
  it('writes the metric beside those that every service has, once a delivery', () => {
    const lines: string[] = [];
    jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => lines.push(String(chunk)) > 0);
    const count = createCountUnconfirmed({ service: 'fluent-sink', stage: 'dev' });
    count(2);
    count(3);
    const written = lines.map((line) => JSON.parse(line));
    expect(written).toMatchObject([
      { LogsUnconfirmed: 2, service: 'fluent-sink', stage: 'dev' },
      { LogsUnconfirmed: 3, service: 'fluent-sink', stage: 'dev' },
    ]);
    expect(written[0]._aws.CloudWatchMetrics).toEqual([
      {
        Namespace: 'Baikonur',
        Dimensions: [['service', 'stage']],
        Metrics: [{ Name: 'LogsUnconfirmed', Unit: 'Count' }],
      },
    ]);
  });
});
