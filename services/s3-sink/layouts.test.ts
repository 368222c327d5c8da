import fc from 'fast-check';
import { makeLog } from '../../shared/delivery/testing/make-log.ts';
import { groupLogs } from './groups.ts';
import { KEY_LAYOUTS, LAYOUTS } from './layouts.ts';
import { objectKey } from './object-key.ts';

it('offers every layout', () => {
  expect([...KEY_LAYOUTS].sort()).toEqual(Object.keys(LAYOUTS).sort());
});

describe.each(KEY_LAYOUTS)('%s', (layout) => {
  const folderOf = (timeNs: bigint) =>
    objectKey({ prefix: '', layout }, { ...makeLog({}), timeNs }, ['identity'])
      .split('/')
      .slice(0, -1)
      .join('/');

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
