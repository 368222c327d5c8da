import fc from 'fast-check';
import { makeLog } from '../../shared/delivery/testing/make-log.ts';
import { groupLogs } from './groups.ts';
import { KEY_LAYOUTS, LAYOUTS } from './layouts.ts';
import { objectKey } from './object-key.ts';
import { PARTITIONS } from './partitions.ts';

it('offers every layout', () => {
  expect([...KEY_LAYOUTS].sort()).toEqual(Object.keys(LAYOUTS).sort());
});

describe.each(KEY_LAYOUTS)('%s', (layout) => {
  const folderOf = (timeNs: bigint) =>
    objectKey({ prefix: '', layout, compression: { format: 'gzip' } }, { ...makeLog({}), timeNs }, ['identity'])
      .split('/')
      .slice(0, -1)
      .join('/');

  it('has the same folders for Athena', () => {
    const { folder, dayFormat } = PARTITIONS[layout];
    const date = fc.date({ min: new Date('2020-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(date, (time) => {
        const [year = '', month = '', day = '', hour = ''] = time.toISOString().split(/[-T:]/);
        const asDay = dayFormat.replace('yyyy', year).replace('MM', month).replace('dd', day);
        const expected = folder.replace('<log_type>', 'app').replace('<day>', asDay).replace('<hour>', hour);
        expect(folderOf(BigInt(time.getTime()) * 1_000_000n)).toBe(expected);
      }),
    );
  });

  it('groups the logs of one folder, and of no other', () => {
    const timeNs = fc.bigInt({ min: -62_135_596_800_000_000_000n, max: 253_402_000_000_000_000_000n });
    const distanceNs = fc.bigInt({ min: 0n, max: 2n * LAYOUTS[layout].folderNs });
    fc.assert(
      fc.property(timeNs, distanceNs, (first, distance) => {
        const logs = [first, first + distance].map((ns) => ({ ...makeLog({}), timeNs: ns }));
        const { groups } = groupLogs(logs, { layout, maxGroups: 10 });
        expect(groups).toHaveLength(new Set(logs.map((log) => folderOf(log.timeNs))).size);
      }),
    );
  });
});
