import fc from 'fast-check';
import { closeLedger } from './ledger.ts';
import { rejected, retryable, testResult } from './testing/results.ts';

const outcomes = [
  { status: 'delivered' },
  { status: 'filtered' },
  { status: 'alreadyDelivered' },
  rejected('oversize'),
  retryable('entry'),
] as const;

describe('closeLedger', () => {
  it('balances for any outcomes, one for each entry', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...outcomes)), (all) => {
        const results = all.map((outcome, position) => testResult(position, { outcome }));
        const ledger = closeLedger(results, results.length, new Map());
        expect(ledger.mismatches).toEqual([]);
        expect(ledger.rejected).toBe(all.filter(({ status }) => status === 'rejected').length);
      }),
    );
  });

  it.each([
    ['lost', [testResult(0)], 2, 'received 2 entries, accounted for 1'],
    ['counted twice', [testResult(0), testResult(0)], 1, 'received 1 entries, accounted for 2'],
  ])('names an entry that is %s', (_name, results, received, mismatch) => {
    expect(closeLedger(results, received, new Map()).mismatches).toEqual([mismatch]);
  });

  it('books an entry of several targets once, by its worst-off delivery, and each target by itself', () => {
    const results = [
      testResult(0, { target: 'a' }),
      testResult(0, { target: 'b', outcome: retryable('destination') }),
      testResult(1, { target: 'a', outcome: { status: 'alreadyDelivered' } }),
      testResult(1, { target: 'b', outcome: { status: 'delivered' } }),
      testResult(2, { outcome: { status: 'filtered' } }),
    ];
    const ledger = closeLedger(
      results,
      3,
      new Map([
        ['a', 2],
        ['b', 2],
      ]),
    );
    expect(ledger).toMatchObject({ received: 3, retryable: 1, delivered: 1, filtered: 1, mismatches: [] });
    expect(ledger.targets).toMatchObject({
      a: { matched: 2, delivered: 1, alreadyDelivered: 1 },
      b: { matched: 2, retryable: 1 },
    });
  });

  it('names a target whose sum does not match', () => {
    const ledger = closeLedger([testResult(0, { target: 'a' })], 1, new Map([['a', 2]]));
    expect(ledger.mismatches).toEqual(['matched 2 logs to a, accounted for 1']);
  });
});
