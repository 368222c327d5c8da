import type { SimulatedRun } from '../../local/event-source/testing/simulate-shard.ts';
import type { Books } from './books.ts';
import type { SentEntry } from './payloads.ts';
import type { Scenario } from './scenario.ts';
import type { OracleSink } from './sinks/oracle-sink.ts';

interface Evidence {
  readonly scenario: Scenario;
  readonly books: Books;
  readonly onFailure: ReadonlySet<string>;
  readonly sink: OracleSink;
  readonly result: SimulatedRun;
}

/** Judges a finished scenario; what is wrong goes into the books. */
export function judge(evidence: Evidence): void {
  for (const entry of [...evidence.scenario.entries.values()].flat()) judgeEntry(entry, evidence);
  judgeWhole(evidence);
  judgeFault(evidence);
}

/** Every identity ends in at least one of delivered, filtered, letter, on-failure object: at every target. */
function judgeEntry(entry: SentEntry, { books, onFailure, sink }: Evidence): void {
  if (entry.kind === 'filtered' || onFailure.has(entry.id)) return;
  const targets = entry.kind === 'bad' ? ['-'] : sink.targetsOf(typeOf(entry));
  for (const target of targets) {
    if (!books.hasArrived(entry.id, target)) books.violate(`${entry.id} (${entry.kind}) is lost at ${target}`);
  }
}

function typeOf({ text }: SentEntry): string {
  return /"log_type":"([^"]*)"/.exec(text)?.[1] ?? '';
}

/** What must hold of the whole scenario, beside each entry's end. */
function judgeWhole({ scenario, books, onFailure, result }: Evidence): void {
  if (!result.settled) books.violate('the shard never came to its end');
  if (result.steps.some(({ effects }) => effects.some(({ kind }) => kind === 'expired' || kind === 'discarded'))) {
    books.violate('records fell out of the stream');
  }
  const { refused, hang, answerLost, crash, rowRefused } = scenario.rates;
  if (refused + hang + answerLost + crash + rowRefused > 0 || longestOutageMs(scenario) >= scenario.holdMs) return;
  // A poisoned entry with nothing beside it, or several in a row, look like a destination that is away: they alone
  // may be held to the end.
  const held = books.letters.filter(({ id, reason }) => reason === 'held_too_long' && !scenario.poison.has(id));
  if (held.length > 0) books.violate('an outage shorter than the hold age was spilled');
  // Without the table nobody counts the attempts of a poisoned entry, and the event source ends them.
  const isUncounted = scenario.poison.size > 0 && scenario.outages.some(({ place }) => place === 'table');
  if (onFailure.size > 0 && !isUncounted) books.violate('a batch went to the on-failure destination without need');
}

function longestOutageMs({ outages }: Scenario): number {
  return Math.max(0, ...outages.map(({ fromMs, toMs }) => toMs - fromMs));
}

/** Whose fault a refusal was: an outage ends no log's attempts, and a poisoned entry does not wait like in an outage. */
function judgeFault({ scenario, books }: Evidence): void {
  const { throttled: _, ...faults } = scenario.rates;
  if (Object.values(faults).some((rate) => rate > 0)) return;
  for (const { id, target, reason } of books.letters) {
    if (reason === 'retries_exhausted' && !scenario.poison.has(id))
      books.violate(`an outage ended the attempts of ${id}`);
    // Of several in a row nothing tells whether the destination is away.
    const isAlone = scenario.poison.size === 1 && isSoonWell(scenario) && books.isSuspect(id, target);
    if (reason === 'held_too_long' && isAlone) books.violate(`${id}, poisoned, was held like in an outage`);
  }
}

/** Within half the hold age, from the first arrival, everything is well again. */
function isSoonWell({ records, outages, holdMs }: Scenario): boolean {
  return outages.every(({ toMs }) => toMs - (records[0]?.arrivedAtMs ?? 0) < holdMs / 2);
}
