import { packRecords } from '../../shared/delivery/kpl/pack-records.ts';
import { askReader } from './ask-reader.ts';

const KEYS = ['a', 'k-2', '語'.repeat(256), 'é€😀', ' '];
const RECORDS = Array.from({ length: 500 }, (_, n) => ({
  partitionKey: KEYS[n % KEYS.length] ?? '',
  data: Buffer.from(`{"log_id":"${n}","big":12345678901234567890,"text":"${'語'.repeat(n % 90)}"}`),
}));

it.each([1, 4, 16])('aggregates for %i shards are read by aws-kinesis-agg of PyPI, byte for byte', async (shards) => {
  const packs = packRecords(RECORDS, { shards, maxBytes: 51_200 });
  expect(packs.length).toBeLessThan(RECORDS.length / 10);
  const records = packs.map(({ record }) => ({ ...record, data: record.data.toString('base64') }));
  const read = (await askReader('ask_kinesis_agg.py', records)) as [key: string, data: string][][];
  expect(read).toEqual(
    packs.map(({ positions }) =>
      positions.map((position) => [RECORDS[position]?.partitionKey, RECORDS[position]?.data.toString('base64')]),
    ),
  );
});
