const NANOS_PER_SECOND = 1_000_000_000n;
/** EventTime holds its seconds in 32 bits: up to 2106-02-07T06:28:15Z. */
const MAX_EVENT_TIME_SECONDS = 0xffff_ffff;

/** `FLUENT_TIME`: `event` keeps nanoseconds, `integer` is for receivers that take whole seconds only. */
export type FluentTimeFormat = 'event' | 'integer';

/** A log's time as it is sent. */
export type WireTime =
  | { readonly status: 'event'; readonly seconds: number; readonly nanos: number }
  | { readonly status: 'integer'; readonly seconds: number }
  | { readonly status: 'unrepresentable'; readonly error: string };

/**
 * The time of a log as it is sent.
 *
 * - EventTime (seconds and nanoseconds, 32 bits each) from 1970-01-01 to 2106-02-07T06:28:15.999999999Z;
 * - later times: whole seconds as an integer, rounded down, the only other form that every receiver keeps;
 * - times before 1970 cannot be sent: EventTime has no sign, and receivers drop a negative integer although they
 *   acknowledge it.
 *
 * @param timeNs Nanoseconds since the epoch.
 * @see https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1#eventtime-ext-format
 */
export function wireTime(timeNs: bigint, format: FluentTimeFormat): WireTime {
  if (timeNs < 0n) {
    return {
      status: 'unrepresentable',
      error: `time: ${timeNs} ns is before 1970, which Fluent Forward cannot express`,
    };
  }
  const wholeSeconds = timeNs / NANOS_PER_SECOND;
  const seconds = Number(wholeSeconds);
  if (format === 'integer' || seconds > MAX_EVENT_TIME_SECONDS) return { status: 'integer', seconds };
  return { status: 'event', seconds, nanos: Number(timeNs - wholeSeconds * NANOS_PER_SECOND) };
}
