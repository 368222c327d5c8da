import { kplAggregate } from '../../shared/log/testing/stream-records.ts';
import { eventOf, recordOf } from '../testing/events.ts';
import { expandUserRecords, uniqueFailures } from './powertools.ts';

describe('expandUserRecords', () => {
  it('makes a record of each user record, with the number of its aggregate', () => {
    const { Records } = expandUserRecords(eventOf([kplAggregate(['a', 'b']), 'plain']));
    expect(
      Records.map(({ kinesis }) => [
        kinesis.sequenceNumber,
        kinesis.partitionKey,
        Buffer.from(kinesis.data, 'base64').toString(),
      ]),
    ).toEqual([
      ['1000', 'key-0', 'a'],
      ['1000', 'key-1', 'b'],
      ['1001', 'key', 'plain'],
    ]);
    expect(Records[1]).toMatchObject({ eventID: 'shardId-000000000001:1000', kinesis: { subSequenceNumber: 1 } });
  });

  it('leaves alone what it does not know', () => {
    const strange = { ...recordOf('{}', '1'), kinesis: undefined } as never;
    const large = recordOf(kplAggregate(['', '', '']), '2');
    const records = [strange, null as never, large];
    expect(expandUserRecords({ Records: records }, { maxRecords: 2 }).Records).toEqual(records);
  });
});

it('uniqueFailures names each record once', () => {
  const failures = ['1', '2', '1'].map((itemIdentifier) => ({ itemIdentifier }));
  expect(uniqueFailures({ batchItemFailures: failures })).toEqual({
    batchItemFailures: [{ itemIdentifier: '1' }, { itemIdentifier: '2' }],
  });
});
