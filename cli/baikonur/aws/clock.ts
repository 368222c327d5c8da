import { durationText } from '../operator/quantity.ts';
import { type AnyClient, addMiddleware, type Middleware } from './add-middleware.ts';

/** An answer of AWS, or the error that was made of one. */
interface Answered {
  readonly response?: unknown;
  readonly $response?: unknown;
}

/** A smaller difference may be the time that the answer took, and does no harm. */
const LEAST_MS = 120_000;

/**
 * Compares the clock of this machine with that of AWS, by the `Date` of the client's answers.
 * @param now epoch milliseconds by the clock of this machine
 * @returns by how many milliseconds AWS is ahead; `undefined` before the first answer.
 */
export function compareClocks(client: AnyClient, now: () => number = Date.now): () => number | undefined {
  let aheadMs: number | undefined;
  const compare: Middleware = (next) => async (args) => {
    const answered = await next(args);
    const clockAheadMs = clockAheadOf(answered, now());
    if (clockAheadMs !== undefined) aheadMs = -clockAheadMs;
    return answered;
  };
  addMiddleware(client, compare, { step: 'deserialize', name: 'compareClocks' });
  return () => aheadMs;
}

/** Says that the clock of this machine is wrong; nothing where it is right, or not known. */
export function clockNote(aheadMs: number | undefined): readonly string[] {
  if (aheadMs === undefined || Math.abs(aheadMs) < LEAST_MS) return [];
  const is = aheadMs > 0 ? 'behind' : 'ahead of';
  return [
    `note: the clock of this machine is ${durationText(Math.abs(aheadMs))} ${is} that of AWS: times such as --since 2h, and ages, are by this clock; set it right`,
  ];
}

/** By how much this machine's clock is ahead of AWS's, milliseconds, as an answer or an error of a client says. */
export function clockAheadOf(answered: unknown, nowMs: number): number | undefined {
  const { response, $response } = Object(answered) as Answered;
  const { headers } = Object(response ?? $response) as { readonly headers?: Readonly<Record<string, string>> };
  const atMs = Date.parse(headers?.['date'] ?? '');
  return Number.isNaN(atMs) ? undefined : nowMs - atMs;
}
