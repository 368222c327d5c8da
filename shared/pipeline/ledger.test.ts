import fc from 'fast-check';
import { ledgerOf } from './ledger.ts';
import type { Delivery } from './outcome.ts';
import type { Result } from './result.ts';
import { rejected, retryable, testLog, testResult } from './testing/results.ts';

const outcomes = [
  { status: 'delivered' },
  { status: 'filtered' },
  { status: 'alreadyDelivered' },
  rejected('oversize'),
  retryable('entry'),
] as const;

function accounts(results: readonly Result[], received: number, matched: Readonly<Record<string, number>> = {}) {
  return {
    results,
    confirmed: [],
    received,
    wanted: 0,
    matched: new Map(Object.entries(matched)),
  };
}

/** The logs at some positions, confirmed by a target. */
function delivery(target: string, positions: readonly number[]): Delivery {
  return {
    target,
    logs: positions.map((n) => testLog(n)),
  };
}

describe('ledgerOf', () => {
  it('accounts for every entry, whatever its outcome', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...outcomes)), (all) => {
        const results = all.map((outcome, position) => testResult(position, { outcome }));
        const ledger = ledgerOf(accounts(results, results.length));
        expect(ledger.mismatches).toEqual([]);
        expect(ledger.rejected).toBe(all.filter(({ status }) => status === 'rejected').length);
      }),
    );
  });

  it.each([
    ['lost', [testResult(0)], 2, 'received 2 entries, accounted for 1'],
    ['counted twice', [testResult(0), testResult(0)], 1, 'received 1 entries, accounted for 2'],
  ])('names an entry that is %s', (_name, results, received, mismatch) => {
    expect(ledgerOf(accounts(results, received)).mismatches).toEqual([mismatch]);
  });

  it('counts an entry of several targets once, by its worst delivery, and each target by itself', () => {
    const results = [
      testResult(0, { target: 'a' }),
      testResult(0, { target: 'b', outcome: retryable('destination') }),
      testResult(1, { target: 'a', outcome: { status: 'alreadyDelivered' } }),
      testResult(1, { target: 'b', outcome: { status: 'delivered' } }),
      testResult(2, { outcome: { status: 'filtered' } }),
    ];
    const ledger = ledgerOf(accounts(results, 3, { a: 2, b: 2 }));
    expect(ledger).toMatchObject({ received: 3, retryable: 1, delivered: 1, filtered: 1, mismatches: [] });
    expect(ledger.targets).toMatchObject({
      a: { matched: 2, delivered: 1, alreadyDelivered: 1 },
      b: { matched: 2, retryable: 1 },
    });
  });

  it('names a target whose sum does not match', () => {
    const ledger = ledgerOf(accounts([testResult(0, { target: 'a' })], 1, { a: 2 }));
    expect(ledger.mismatches).toEqual(['matched 2 logs to a, accounted for 1']);
  });

  it('counts what was all confirmed without a result for each', () => {
    const confirmed = [delivery('a', [0]), delivery('b', [0, 1])];
    const results = [testResult(2, { outcome: { status: 'filtered' } })];
    const ledger = ledgerOf({ ...accounts(results, 3, { a: 1, b: 2 }), confirmed, wanted: 2 });
    expect(ledger).toMatchObject({ received: 3, delivered: 2, filtered: 1, mismatches: [] });
    expect(ledger.targets).toMatchObject({ a: { matched: 1, delivered: 1 }, b: { matched: 2, delivered: 2 } });
  });

  it('counts an entry once that was recalled at one target and confirmed at another', () => {
    const results = [testResult(0, { target: 'a', outcome: { status: 'alreadyDelivered' } })];
    const ledger = ledgerOf({ ...accounts(results, 1, { a: 1, b: 1 }), confirmed: [delivery('b', [0])], wanted: 1 });
    expect(ledger).toMatchObject({ received: 1, delivered: 1, alreadyDelivered: 0, mismatches: [] });
  });

  it('names a target whose delivery is accounted for nowhere', () => {
    const ledger = ledgerOf({ ...accounts([], 1, { a: 1, b: 1 }), confirmed: [delivery('a', [0])], wanted: 1 });
    expect(ledger.mismatches).toEqual(['matched 1 logs to b, accounted for 0']);
  });
});
