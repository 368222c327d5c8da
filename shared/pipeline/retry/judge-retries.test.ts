import type { EarlierProgress } from '../progress/progress.ts';
import { rejected, retryable, testEntry, testResult } from '../testing/results.ts';
import { judgeRetries } from './judge-retries.ts';

const limits = { maxAttempts: 3, holdMaxAgeMs: 1000 };
function earlierOf(attempts: number): EarlierProgress {
  return { isSettled: () => false, attempts: () => attempts, recordOf: () => undefined };
}

describe('judgeRetries', () => {
  it.each([
    ['a first refusal counts', retryable('entry'), 0, 0, { attempts: 1, outcome: { status: 'retryable' } }],
    [
      'the last allowed refusal still waits',
      retryable('entry'),
      1,
      0,
      { attempts: 2, outcome: { status: 'retryable' } },
    ],
    [
      'one more is spilled',
      retryable('entry'),
      2,
      0,
      { attempts: 3, outcome: { status: 'rejected', code: 'retries_exhausted' } },
    ],
    [
      'age does not end an entry’s attempts',
      retryable('entry'),
      0,
      5000,
      { attempts: 1, outcome: { status: 'retryable' } },
    ],
    ['an outage is not counted', retryable('destination'), 2, 1000, { attempts: 2, outcome: { status: 'retryable' } }],
    [
      'an outage past the hold age is spilled',
      retryable('destination'),
      0,
      1001,
      { attempts: 0, outcome: { code: 'held_too_long' } },
    ],
    [
      'what may be either waits like an outage',
      retryable('unclear'),
      0,
      1000,
      { attempts: 0, outcome: { status: 'retryable' } },
    ],
    [
      'what may be either is held no longer than an outage',
      retryable('unclear'),
      0,
      1001,
      { attempts: 0, outcome: { code: 'held_too_long' } },
    ],
    [
      'what may be either counts where it was counted before',
      retryable('unclear'),
      1,
      5000,
      { attempts: 2, outcome: { status: 'retryable' } },
    ],
    [
      'what may be either is spilled like a refused entry',
      retryable('unclear'),
      2,
      0,
      { attempts: 3, outcome: { code: 'retries_exhausted' } },
    ],
    [
      'what was not tried is neither counted nor spilled',
      retryable('postponed'),
      2,
      9999,
      { attempts: 2, outcome: { status: 'retryable' } },
    ],
    ['a reject counts its invocation', rejected('bad_time'), 1, 0, { attempts: 2, outcome: { code: 'bad_time' } }],
    [
      'what is delivered stays so',
      { status: 'delivered' } as const,
      0,
      9999,
      { attempts: 0, outcome: { status: 'delivered' } },
    ],
  ])('%s', (_name, outcome, earlier, nowMs, expected) => {
    const [judged] = judgeRetries([testResult(0, { outcome, entry: testEntry(0) })], earlierOf(earlier), limits, nowMs);
    expect(judged).toMatchObject(expected);
  });

  it('says why a letter was written at last', () => {
    const judge = (scope: 'entry' | 'destination') =>
      judgeRetries(
        [testResult(0, { outcome: retryable(scope) })],
        earlierOf(2),
        { ...limits, holdMaxAgeMs: 3_600_000 },
        9e9,
      )[0]?.outcome;
    expect(judge('entry')).toMatchObject({ error: 'refused in 3 invocations, at last: HTTP 503' });
    expect(judge('destination')).toMatchObject({
      error: 'held for more than 1 h since its arrival, at last: HTTP 503',
    });
  });
});
