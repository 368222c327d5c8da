import { afterReading, newPace, type Pace } from './pace.ts';

function readings(...ends: readonly ('ok' | 'slow' | 'failed' | 'throttled')[]): Pace {
  return ends.reduce(
    (pace, end) =>
      afterReading(pace, {
        atMs: pace.dueMs,
        wasThrottled: end === 'slow' || end === 'throttled',
        ...(end === 'failed' || end === 'throttled' ? { failure: end } : {}),
      }),
    newPace(1_000),
  );
}

describe('pace of a part', () => {
  it.each([
    [[], 0, 1, undefined],
    [['ok'], 1_000, 1, 0],
    [['ok', 'ok'], 2_000, 1, 1_000],
    [['slow'], 2_000, 2, 0],
    [['throttled', 'throttled'], 6_000, 4, undefined],
    [['throttled', 'throttled', 'ok'], 8_000, 2, 6_000],
    [['throttled', 'throttled', 'ok', 'ok'], 9_000, 1, 8_000],
    [['ok', 'failed'], 2_000, 1, 0],
  ] as const)('after %j it is due at %d, slowed by %d, read at %s', (ends, dueMs, slowedBy, readMs) => {
    expect(readings(...ends)).toMatchObject({ dueMs, slowedBy });
    expect(readings(...ends).readMs).toBe(readMs);
  });

  it('is never slowed by more than 16', () => {
    expect(readings(...Array.from({ length: 20 }, () => 'throttled' as const)).slowedBy).toBe(16);
  });

  it('forgets a failure at the next reading', () => {
    expect(readings('failed').failure).toBe('failed');
    expect(readings('failed', 'ok').failure).toBeUndefined();
  });
});
