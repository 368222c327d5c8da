import type { Clock } from '../../shared/eden/lease/lease.ts';

/** The environment that a command changes, for the sentence that says how to free its lease. */
interface ChangedEnvironment {
  readonly profile: string;
  readonly name: string;
}

/** Ctrl-C and the other signals that end a command. */
export interface Interruption {
  /** Whether a signal came: a run starts no further step, undoes what it made, and releases its lease. */
  readonly isInterrupted: () => boolean;
  /** Says that a run begins: from now on the first signal ends it in order. A group has several. */
  readonly begin: (changed: ChangedEnvironment) => void;
  /** Sleeps until the time is over or the first signal comes. */
  readonly sleep: Clock['sleep'];
  /** Receives a signal. */
  readonly receive: (signal: NodeJS.Signals) => void;
  /** The exit code of a command that a signal ended; undefined: none came. */
  readonly exitCode: () => number | undefined;
}

/** Options of {@link createInterruption}. `exit` ends the process at once. */
export interface InterruptionOptions {
  readonly clock: Clock;
  readonly warn: (line: string) => void;
  readonly exit: (code: number) => void;
  /** The holder of the lease as the table has it. */
  readonly holder: string;
  /** The longest time for which a lease outlives its run, in ms. */
  readonly leaseMs: number;
}

/** npx and the launcher pass a signal on that the terminal has sent to the command itself: it arrives twice. */
const SAME_KEY_MS = 300;

const EXIT_CODES: Partial<Readonly<Record<NodeJS.Signals, number>>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** Creates the state of the signals. The first one ends a run in order, the second one at once. */
export function createInterruption({ clock, warn, exit, holder, leaseMs }: InterruptionOptions): Interruption {
  const changed: ChangedEnvironment[] = [];
  let first: { readonly atMs: number; readonly code: number } | undefined;
  const { promise: came, resolve: wake } = Promise.withResolvers<void>();
  const receive = (signal: NodeJS.Signals): void => {
    const code = EXIT_CODES[signal] ?? 1;
    if (changed.length === 0) exit(code);
    else if (first === undefined) {
      first = { atMs: clock.now(), code };
      warn('Interrupted: the run ends in order and releases its lease. Once more: it stops at once.');
      wake();
    } else if (clock.now() - first.atMs >= SAME_KEY_MS) {
      for (const environment of changed) warn(heldSentence(environment, holder, leaseMs));
      exit(code);
    }
  };
  return {
    isInterrupted: () => first !== undefined,
    begin: (environment) => {
      changed.push(environment);
    },
    sleep: (ms) => (first === undefined ? Promise.race([clock.sleep(ms), came]) : clock.sleep(ms)),
    receive,
    exitCode: () => first?.code,
  };
}

/** Who holds the lease of a run that was stopped at once, and how to free it. */
function heldSentence({ profile, name }: ChangedEnvironment, holder: string, leaseMs: number): string {
  const at = `${JSON.stringify(name)} -p ${profile}`;
  return `Stopped at once: ${holder} may hold the lease of environment ${name} for ${leaseMs / 1000} s more. eden show ${at} says so, eden unlock ${at} frees it; the next create or delete of it finishes what was begun.`;
}
