import fc from 'fast-check';
import { deriveRetrySettings, judgeRetrySettings } from './retry-settings.ts';

describe('deriveRetrySettings', () => {
  it.each([
    // hold 36 h = 129,600 s; 129600 / (120 - 12) = 1200
    [
      { timeoutSeconds: 120, maxAttempts: 5, retentionHours: 72 },
      { reserveSeconds: 12, holdHours: 36, maximumRetryAttempts: 1205, maximumRecordAgeSeconds: 54 * 3600 },
    ],
    // the reserve is at least 5 s; 43200 / 25 = 1728
    [
      { timeoutSeconds: 30, maxAttempts: 3, retentionHours: 24 },
      { reserveSeconds: 5, holdHours: 12, maximumRetryAttempts: 1731, maximumRecordAgeSeconds: 18 * 3600 },
    ],
    // a part of an invocation needs a whole retry
    [
      { timeoutSeconds: 100, maxAttempts: 1, retentionHours: 72, holdHours: 1 },
      { reserveSeconds: 10, holdHours: 1, maximumRetryAttempts: 41, maximumRecordAgeSeconds: 131_400 },
    ],
    // a mapping keeps records for a week at most
    [
      { timeoutSeconds: 900, maxAttempts: 5, retentionHours: 8760, holdHours: 24 },
      { reserveSeconds: 90, holdHours: 24, maximumRetryAttempts: 112, maximumRecordAgeSeconds: 96 * 3600 },
    ],
  ])('%j', (input, expected) => {
    expect(deriveRetrySettings(input)).toEqual(expected);
  });

  it('grants retries for the whole hold, whatever the settings', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 900 }),
        fc.integer({ min: 24, max: 168 }),
        (timeoutSeconds, retentionHours) => {
          const input = { timeoutSeconds, maxAttempts: 5, retentionHours };
          const retry = deriveRetrySettings(input);
          const longestHold = (retry.maximumRetryAttempts - 5) * (timeoutSeconds - retry.reserveSeconds);
          expect(longestHold).toBeGreaterThanOrEqual(retry.holdHours * 3600);
          const isTooOften = retry.maximumRetryAttempts > 10_000;
          expect(judgeRetrySettings(input, retry)).toHaveLength(isTooOften ? 1 : 0);
        },
      ),
    );
  });
});
