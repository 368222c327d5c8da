import { makeContext, makeLog } from '../../shared/delivery/testing/make-log.ts';
import { PortError, type PutRecords } from '../../shared/pipeline/ports.ts';
import { createRouteDeliver } from './deliver.ts';
import { createTargets } from './targets.ts';

const routes = ['kinesis:a', 'firehose:b', 'kinesis:c'].map((target) => ({
  name: target,
  types: ['*'],
  target,
  maxRecordKib: 1024,
}));

const createStreams = (down: string) => {
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
};
const delivery = (target: string, n: number) => ({ target, log: makeLog({ sequence: n, data: `{"n":${n}}` }) });

describe('createRouteDeliver', () => {
  it('sends each delivery to its own target', async () => {
    const { deliver, taken } = createStreams('');
    const outcomes = await deliver(
      [delivery('kinesis:a', 1), delivery('firehose:b', 1), delivery('kinesis:a', 2)],
      makeContext(),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(taken).toEqual(['kinesis:a key {"n":1}', 'kinesis:a key {"n":2}', 'firehose:b undefined {"n":1}\n']);
  });

  it.each([
    ['a', [true, false, false, true]],
    ['b', [false, true, false, false]],
    ['c', [false, false, true, false]],
  ])('does not let %s, which is away, fail the others', async (down, failed) => {
    const { deliver } = createStreams(down);
    const targets = ['kinesis:a', 'firehose:b', 'kinesis:c', 'kinesis:a'];
    const outcomes = await deliver(targets.map(delivery), makeContext());
    expect(outcomes.map(({ status }) => status === 'retryable')).toEqual(failed);
  });

  it('throws for a target that no route names', async () => {
    const { deliver, taken } = createStreams('');
    await expect(deliver([delivery('kinesis:a', 1), delivery('kinesis:x', 1)], makeContext())).rejects.toThrow(
      'no such target: kinesis:x',
    );
    expect(taken).toEqual([]);
  });
});
