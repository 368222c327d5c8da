/** How long and how often a shard is tried again, derived from a function's settings. */
export interface RetrySettings {
  /** Taken off the timeout for settling. */
  readonly reserveSeconds: number;
  readonly holdHours: number;
  /** `maximumRetryAttempts` of the mapping. */
  readonly maximumRetryAttempts: number;
  /** `maximumRecordAgeInSeconds` of the mapping. */
  readonly maximumRecordAgeSeconds: number;
}

/** Input of {@link deriveRetrySettings}. */
export interface RetryInput {
  readonly timeoutSeconds: number;
  readonly maxAttempts: number;
  /** Retention of the stream that is read. */
  readonly retentionHours: number;
  readonly holdHours?: number | undefined;
  readonly maximumRecordAgeHours?: number | undefined;
}

const HOUR_SECONDS = 3600;
/** @see S:lambda MaximumRecordAgeInSeconds: up to 604,800 */
const MAX_RECORD_AGE_HOURS = 168;
/** @see S:lambda MaximumRetryAttempts: up to 10,000 */
const MAX_RETRY_ATTEMPTS = 10_000;
const MIN_RESERVE_SECONDS = 5;
const RESERVE_SHARE = 0.1;

/**
 * A destination that is out of reach holds its shard for `holdHours`, so the mapping must grant at least as many
 * retries as fit into that time, and more for entries that fail on their own; its record age must end later than the hold
 * and earlier than the stream forgets.
 */
export function deriveRetrySettings(input: RetryInput): RetrySettings {
  const reserveSeconds = Math.max(input.timeoutSeconds * RESERVE_SHARE, MIN_RESERVE_SECONDS);
  const holdHours = input.holdHours ?? input.retentionHours / 2;
  const longestAgeHours = Math.min(input.retentionHours, MAX_RECORD_AGE_HOURS);
  const recordAgeHours = input.maximumRecordAgeHours ?? (holdHours + longestAgeHours) / 2;
  return {
    reserveSeconds,
    holdHours,
    maximumRetryAttempts:
      Math.ceil((holdHours * HOUR_SECONDS) / (input.timeoutSeconds - reserveSeconds)) + input.maxAttempts,
    maximumRecordAgeSeconds: Math.round(recordAgeHours * HOUR_SECONDS),
  };
}

/** Problems of derived settings, as sentences: none when they hold `hold < record age < retention`. */
export function judgeRetrySettings(input: RetryInput, derived: RetrySettings): readonly string[] {
  const ageHours = derived.maximumRecordAgeSeconds / HOUR_SECONDS;
  const { retentionHours } = input;
  const problems: string[] = [];
  const longestAgeHours = Math.min(retentionHours, MAX_RECORD_AGE_HOURS);
  if (input.maximumRecordAgeHours === undefined && derived.holdHours >= longestAgeHours) {
    // The age follows from the hold: one number is wrong.
    const limit = `shorter than the stream's retention of ${retentionHours} h and at most ${MAX_RECORD_AGE_HOURS} h`;
    return [`expected a hold ${limit}, got ${derived.holdHours} h`];
  }
  if (derived.holdHours >= ageHours) {
    problems.push(`expected a hold shorter than the maximum record age, got ${derived.holdHours} h and ${ageHours} h`);
  }
  if (ageHours >= retentionHours || ageHours > MAX_RECORD_AGE_HOURS) {
    const limit = `shorter than the stream's retention of ${retentionHours} h and at most ${MAX_RECORD_AGE_HOURS} h`;
    problems.push(`expected a maximum record age ${limit}, got ${ageHours} h`);
  }
  if (derived.maximumRetryAttempts > MAX_RETRY_ATTEMPTS) {
    problems.push(
      `a hold of ${derived.holdHours} h with a timeout of ${input.timeoutSeconds} s needs ${derived.maximumRetryAttempts} retries, more than ${MAX_RETRY_ATTEMPTS}: expected a longer timeout or a shorter hold`,
    );
  }
  return problems;
}
