import fc from 'fast-check';
import { createPartitionKey, PARTITION_KEYS } from './partition-key.ts';
import { makeLog } from './testing/make-log.ts';

function half() {
  return 0.5;
}

describe('createPartitionKey', () => {
  it.each([
    ['source', 'key-7'],
    ['log_id', 'id-7'],
    ['log_type', 'app'],
    ['random', (2 ** 47).toString(36)],
  ] as const)('takes %s', (source, key) => {
    expect(createPartitionKey(source, half)(makeLog({ sequence: 7 }))).toBe(key);
  });

  it('gives a log without a key its identity, the same every time', () => {
    const keyOf = createPartitionKey('source', Math.random);
    const log = makeLog({ partitionKey: '' });
    expect([keyOf(log), keyOf(log)]).toEqual([log.identity, log.identity]);
  });

  it('makes a key that the API takes, whatever the log holds', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PARTITION_KEYS),
        fc.string({ unit: 'binary', maxLength: 600 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (source, text, random) => {
          const log = makeLog({ partitionKey: text, logId: text || 'x', logType: `${text}\ud800` });
          const key = createPartitionKey(source, () => random)(log);
          expect(key.length).toBeGreaterThan(0);
          expect(key.length).toBeLessThanOrEqual(256);
          expect(key.isWellFormed()).toBe(true);
        },
      ),
    );
  });
});
