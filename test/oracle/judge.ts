import type { SimulatedRun } from '../../local/event-source/testing/simulate-shard.ts';
import { MAX_CRASHES } from '../../shared/pipeline/progress/mark-start.ts';
import type { Findings } from './findings.ts';
import type { SentEntry } from './payloads.ts';
import type { Scenario } from './scenario.ts';
import type { OracleSink } from './sinks/oracle-sink.ts';

interface Evidence {
  readonly scenario: Scenario;
  readonly findings: Findings;
  readonly onFailure: ReadonlySet<string>;
  readonly sink: OracleSink;
  readonly result: SimulatedRun;
  /** Invocations with a single record that this record killed, by sequence number. */
  readonly killsAlone: ReadonlyMap<string, number>;
}

/** Marks end a record that kills after so many; the first invocation of a process that has run before leaves none. */
const MAX_KILLS_ALONE = MAX_CRASHES + 1;

/** Judges a finished scenario; violations go into the findings. */
export function judge(evidence: Evidence): void {
  for (const entry of [...evidence.scenario.entries.values()].flat()) judgeEntry(entry, evidence);
  judgeWhole(evidence);
  judgeFault(evidence);
  judgeKills(evidence);
}

/** Every identity ends in at least one of delivered, filtered, dead letter, on-failure object: at every target. */
function judgeEntry(entry: SentEntry, { findings, onFailure, sink }: Evidence): void {
  if (entry.kind === 'filtered' || onFailure.has(entry.id)) return;
  const targets = entry.kind === 'bad' ? ['-'] : sink.targetsOf(typeOf(entry));
  for (const target of targets) {
    if (!findings.hasArrived(entry.id, target) && !isCrashed(entry, findings))
      findings.violate(`${entry.id} (${entry.kind}) is lost at ${target}`);
  }
}

/** The whole record is a dead letter, for all targets. */
function isCrashed({ id }: SentEntry, { deadLetters }: Findings): boolean {
  return deadLetters.some((deadLetter) => deadLetter.id === id && deadLetter.reason === 'crashed');
}

function typeOf({ text }: SentEntry): string {
  return /"log_type":"([^"]*)"/.exec(text)?.[1] ?? '';
}

/** Rules for the whole scenario, beside each entry's end. */
function judgeWhole({ scenario, findings, onFailure, result }: Evidence): void {
  if (!result.settled) findings.violate('the shard never came to its end');
  if (result.steps.some(({ effects }) => effects.some(({ kind }) => kind === 'expired' || kind === 'discarded'))) {
    findings.violate('records fell out of the stream');
  }
  const { refused, hang, answerLost, crash, rowRefused } = scenario.rates;
  if (refused + hang + answerLost + crash + rowRefused > 0 || longestOutageMs(scenario) >= scenario.holdMs) return;
  // A poisoned entry that is the only record of its request, or several in a row, look like an unavailable
  // destination: only they may be held to the end.
  const held = findings.deadLetters.filter(({ id, reason }) => reason === 'held_too_long' && !scenario.poison.has(id));
  if (held.length > 0) findings.violate('an outage shorter than the hold age was spilled');
  // Without the table nothing counts the attempts of a poisoned entry, and the event source ends them.
  const isUncounted = scenario.poison.size > 0 && scenario.outages.some(({ place }) => place === 'table');
  if (onFailure.size > 0 && !isUncounted) findings.violate('a batch went to the on-failure destination without need');
}

function longestOutageMs({ outages }: Scenario): number {
  return Math.max(0, ...outages.map(({ fromMs, toMs }) => toMs - fromMs));
}

/** A record that kills is a dead letter soon, and it alone. */
function judgeKills({ scenario, findings, killsAlone }: Evidence): void {
  const killing = [...scenario.entries.values()]
    .filter((sent) => sent.some(({ id }) => scenario.killers.has(id)))
    .flat();
  for (const { id, reason } of findings.deadLetters) {
    if (reason === 'crashed' && scenario.rates.crash === 0 && !killing.some((sent) => sent.id === id))
      findings.violate(`${id} is a dead letter as if its record killed`);
  }
  if (scenario.mood !== 'killers') return;
  for (const [sequenceNumber, kills] of killsAlone) {
    if (kills > MAX_KILLS_ALONE) findings.violate(`${sequenceNumber} alone killed ${kills} invocations`);
  }
}

/** Whose fault a refusal was: an outage ends no log's attempts, and a poisoned entry does not wait like in an outage. */
function judgeFault({ scenario, findings }: Evidence): void {
  const { throttled: _, ...faults } = scenario.rates;
  if (Object.values(faults).some((rate) => rate > 0)) return;
  for (const { id, target, reason } of findings.deadLetters) {
    if (reason === 'retries_exhausted' && !scenario.poison.has(id))
      findings.violate(`an outage ended the attempts of ${id}`);
    // Of several in a row nothing tells whether the destination is away.
    const isAlone = scenario.poison.size === 1 && isSoonWell(scenario) && findings.isSuspect(id, target);
    if (reason === 'held_too_long' && isAlone) findings.violate(`${id}, poisoned, was held like in an outage`);
  }
}

/** Within half the hold age, from the first arrival, everything is well again. */
function isSoonWell({ records, outages, holdMs }: Scenario): boolean {
  return outages.every(({ toMs }) => toMs - (records[0]?.arrivedAtMs ?? 0) < holdMs / 2);
}
