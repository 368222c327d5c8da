import { z } from 'zod';
import { WORK_NAMES } from '../works/work.ts';

/** Characters of a peer's line that a message shows. */
const SHOWN_CHARS = 120;
/** A clock's and the scheduler's inexactness, in milliseconds. */
const CLOCK_MS = 20;

const work = z.enum(WORK_NAMES);
const doesNotDo = z.array(z.string().min(1)).readonly();

/** The content of `peer.json`. */
export const peerFileSchema = z.strictObject({
  name: z.string().min(1),
  /** Program and arguments, started in the peer's folder. */
  command: z.array(z.string().min(1)).min(1).readonly(),
  work,
  /** Batches that the peer can read; absent: all. */
  batches: z.array(z.string().min(1)).readonly().optional(),
  doesNotDo,
  notes: z.string().optional(),
});

/** The first line of a peer. */
export const helloSchema = z.object({ name: z.string().min(1), work, doesNotDo });

/** The answer of a peer to an event. */
export const answerSchema = z.object({
  /** CPU milliseconds of one call, on all threads. */
  cpuMs: z.number().positive(),
  /** Logs that the last call delivered. */
  logs: z.int().nonnegative(),
});

export type Hello = z.infer<typeof helloSchema>;

export type Answer = z.infer<typeof answerSchema>;

/** A line that was read, or why it is wrong. */
export type ReadLine<T> =
  | { readonly status: 'ok'; readonly value: T }
  | { readonly status: 'wrong'; readonly problem: string };

/**
 * Reads a line of a peer.
 * @param expected for the message: a line as it should be.
 */
export function readLine<T>(line: string, schema: z.ZodType<T>, expected: string): ReadLine<T> {
  const shown = line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line;
  const value = parse(line);
  if (value === undefined) {
    return { status: 'wrong', problem: `expected ${expected}, got a line that is no JSON: ${JSON.stringify(shown)}` };
  }
  const read = schema.safeParse(value);
  if (read.success) return { status: 'ok', value: read.data };
  const details = read.error.issues.map(({ path, message }) => `${path.join('.') || 'the line'}: ${message}`);
  return { status: 'wrong', problem: `expected ${expected}, got ${shown} (${details.join('; ')})` };
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Circumstances of an answer, to check it. */
export interface Asked {
  readonly calls: number;
  /** From the question to the answer. */
  readonly wallMs: number;
  readonly processors: number;
  /** Logs that Baikonur's work delivers of the batch. */
  readonly expectedLogs: number;
}

/** The fault of an answer that has the right form; `undefined`: none is seen. */
export function faultOf(
  { cpuMs, logs }: Answer,
  { calls, wallMs, processors, expectedLogs }: Asked,
): string | undefined {
  if (logs !== expectedLogs) {
    return `delivered ${logs} of ${expectedLogs} logs: the times of different work are not compared`;
  }
  if (cpuMs * calls > wallMs * processors + CLOCK_MS) {
    return `answered ${cpuMs} ms of CPU time for each of ${calls} calls, after ${wallMs.toFixed(0)} ms on ${processors} processors: cpuMs is that of one call, in milliseconds`;
  }
  return undefined;
}
