import { PortError } from '../../shared/pipeline/ports.ts';
import type { Dice } from './dice.ts';
import type { Findings } from './findings.ts';
import type { Outage, Place, Scenario } from './scenario.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** One invocation of the function, as far as the injector knows it. */
export interface Invocation {
  /** Ids of all entries in the batch. */
  readonly batch: readonly string[];
  /** Entries that arrived in this invocation. */
  readonly arrived: Set<string>;
  wroteTable: boolean;
  isAlive: boolean;
  /** Ends the invocation as Lambda does when a function dies. */
  readonly die: () => void;
}

/** A call to the world, as a port makes it. */
export interface Call<T> {
  readonly place: Place;
  readonly name: string;
  readonly signal?: AbortSignal | undefined;
  /** The effect of the call when it gets through. */
  readonly carryOut: () => T;
  /** The answer of an unavailable place that still answers for each entry; without it the call fails as a whole. */
  readonly refuseEntries?: () => T;
  /** Runs when it was carried out, but the caller will never know. */
  readonly onAnswerLost?: () => void;
}

/** Makes calls that may fail in every way the scenario allows. */
export type Caller = <T>(call: Call<T>) => Promise<T>;

interface CallerOptions {
  readonly scenario: Scenario;
  readonly dice: Dice;
  readonly clock: VirtualClock;
  readonly findings: Findings;
  readonly invocation: Invocation;
}

/** The longest that a port waits for an answer, milliseconds. */
const TIMEOUT_MS: Readonly<Record<Place, number>> = { destination: 10_000, bucket: 10_000, table: 1000 };
const STEP_MS = 100;

/** Creates the caller of one invocation. */
export function createCaller({ scenario, dice, clock, findings, invocation }: CallerOptions): Caller {
  const { rates, outages } = scenario;
  const die = (when: string): void => endFunction(when, findings, invocation);

  return async ({ place, name, signal, carryOut, refuseEntries, onAnswerLost }) => {
    // Every call takes a turn of the event loop: what runs side by side interleaves.
    await undefined;
    if (!invocation.isAlive) return never();
    if (signal?.aborted) throw timedOut(name);
    if (dice.chance(rates.crash / 2)) {
      die(`before ${name}`);
      return never();
    }
    clock.advance(dice.between(1, 40));
    const refused = name.startsWith('PutItem') ? rates.refused + rates.rowRefused : rates.refused;
    const outage = outageAt(outages, place, clock.now());
    if (outage?.manner === 'entries fail' && refuseEntries !== undefined) {
      findings.tell(`  ${name}: every entry refused`);
      return refuseEntries();
    }
    if (outage !== undefined || dice.chance(refused)) {
      findings.tell(`  ${name}: refused`);
      throw unavailable(name);
    }
    if (dice.chance(rates.hang)) {
      hang(clock, place, signal);
      findings.tell(`  ${name}: no answer`);
      throw timedOut(name);
    }
    const answer = carryOut();
    if (dice.chance(rates.crash / 2)) {
      die(`after ${name}`);
      return never();
    }
    if (dice.chance(rates.answerLost)) {
      findings.tell(`  ${name}: carried out, answer lost`);
      onAnswerLost?.();
      hang(clock, place, signal);
      throw timedOut(name);
    }
    findings.tell(`  ${name}: ok`);
    return answer;
  };
}

function endFunction(when: string, findings: CallerOptions['findings'], invocation: Invocation): void {
  findings.tell(`  the function dies ${when}`);
  // What it wrote is known to no one; what an earlier row knew may have gone with a row that it removed.
  findings.excuse(invocation.arrived, 'function died');
  if (invocation.wroteTable) findings.excuseEverywhere(invocation.batch, 'function died');
  invocation.isAlive = false;
  invocation.die();
}

function outageAt(outages: readonly Outage[], place: Place, nowMs: number): Outage | undefined {
  return outages.find((outage) => outage.place === place && nowMs >= outage.fromMs && nowMs < outage.toMs);
}

/** No answer comes until the port times out, or the invocation has no time left for it. */
function hang(clock: VirtualClock, place: Place, signal: AbortSignal | undefined): void {
  const endsAtMs = clock.now() + TIMEOUT_MS[place];
  while (clock.now() < endsAtMs && !signal?.aborted) clock.advance(STEP_MS);
}

/** A dead function never hears of its calls again. One promise a call: a shared one would keep every dead function. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

function timedOut(name: string): PortError {
  return new PortError(`${name}: no answer in time`, { code: 'TimeoutError' });
}

function unavailable(name: string): PortError {
  return new PortError(`${name}: HTTP 503`, { code: 'ServiceUnavailable', httpStatus: 503 });
}
