import { makeContext, makeLog } from '../../shared/delivery/testing/make-log.ts';
import { PortError, type PutRecords } from '../../shared/pipeline/ports.ts';
import { createRouteDeliver } from './deliver.ts';
import { createTargets } from './targets.ts';

const routes = ['kinesis:a', 'firehose:b', 'kinesis:c'].map((target) => ({
  name: target,
  types: ['*'],
  target,
  maxRecordSizeKiB: 1024,
}));

function createStreams(down: string) {
  const taken: string[] = [];
  const putTo =
    (kind: string): PutRecords =>
    async ({ target, records }) => {
      if (target === down) throw new PortError('away', { code: 'ECONNREFUSED' });
      taken.push(...records.map(({ data, partitionKey }) => `${kind}:${target} ${partitionKey} ${data}`));
      return records.map(() => ({ status: 'ok' }));
    };
  const ports = { putRecords: putTo('kinesis'), putRecordBatch: putTo('firehose'), partitionKey: () => 'key' };
  return { taken, deliver: createRouteDeliver(createTargets(routes, ports)) };
}
const logs = [1, 2].map((n) => makeLog({ sequence: n, data: `{"n":${n}}` }));

describe('createRouteDeliver', () => {
  it.each([
    ['kinesis:a', ['kinesis:a key {"n":1}', 'kinesis:a key {"n":2}']],
    ['firehose:b', ['firehose:b undefined {"n":1}\n', 'firehose:b undefined {"n":2}\n']],
  ])('sends the logs to the target that the context names: %s', async (target, expected) => {
    const { deliver, taken } = createStreams('');
    const outcomes = await deliver(logs, { ...makeContext(), target });
    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered']);
    expect(taken).toEqual(expected);
  });

  it.each(['a', 'b', 'c'])('does not let %s, which is away, fail the others', async (down) => {
    const { deliver } = createStreams(down);
    for (const { target } of routes) {
      const outcomes = await deliver(logs, { ...makeContext(), target });
      expect(outcomes.map(({ status }) => status === 'retryable')).toEqual(logs.map(() => target.endsWith(`:${down}`)));
    }
  });

  it('throws for a target that no route names', async () => {
    const { deliver, taken } = createStreams('');
    await expect(deliver(logs, { ...makeContext(), target: 'kinesis:x' })).rejects.toThrow('no such target: kinesis:x');
    expect(taken).toEqual([]);
  });
});
