import { durationText } from '../operator/quantity.ts';

/** The part of an SDK client's middleware stack that is used here. */
interface Stack {
  readonly add: (
    middleware: (next: (args: object) => Promise<unknown>) => (args: object) => Promise<unknown>,
    options: { step: 'deserialize'; name: string },
  ) => void;
}

/** An answer of AWS, or the error that was made of one. */
interface Answered {
  readonly response?: unknown;
  readonly $response?: unknown;
}

/** Differences below it are the way of an answer, and do no harm. */
const LEAST_MS = 120_000;

/**
 * Compares the clock of this machine with that of AWS, by the `Date` of the client's answers.
 * @param now epoch milliseconds of this machine, as it is
 * @returns by how many milliseconds AWS is ahead; `undefined` before the first answer.
 */
export function compareClocks(
  { middlewareStack }: { readonly middlewareStack: object },
  now: () => number = Date.now,
): () => number | undefined {
  let aheadMs: number | undefined;
  // The stacks differ in the types of their inputs, which are not looked at.
  (middlewareStack as Stack).add(
    (next) => async (args) => {
      const answered = await next(args);
      const clockAheadMs = clockAheadOf(answered, now());
      if (clockAheadMs !== undefined) aheadMs = -clockAheadMs;
      return answered;
    },
    { step: 'deserialize', name: 'compareClocks' },
  );
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
