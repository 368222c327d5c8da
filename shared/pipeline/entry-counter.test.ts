import fc from 'fast-check';
import { createEntryCounter } from './entry-counter.ts';
import { sequenceNumberAt } from './testing/kinesis-events.ts';

function count(sizes: readonly number[]) {
  const counter = createEntryCounter();
  for (const [position, size] of sizes.entries()) {
    for (let ordinal = 0; ordinal < size; ordinal++)
      counter.add({ sequenceNumber: sequenceNumberAt(position), ordinal });
  }
  return { total: counter.total(), bySequence: [...counter.bySequence()] };
}

it('counts the entries of each record; one without any, as of a control message, is not there', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(4), { maxLength: 20 }), (sizes) => {
      expect(count(sizes)).toEqual({
        total: sizes.reduce((sum, size) => sum + size, 0),
        bySequence: sizes.flatMap((size, n) => (size === 0 ? [] : [[sequenceNumberAt(n), size]])),
      });
    }),
  );
});
