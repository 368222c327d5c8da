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

const typeOf = ({ text }: SentEntry): string => /"log_type":"([^"]*)"/.exec(text)?.[1] ?? '';

/** Every identity ends in at least one of delivered, filtered, letter, on-failure object: at every target. */
const judgeEntry = (entry: SentEntry, { books, onFailure, sink }: Evidence): void => {
  if (entry.kind === 'filtered' || onFailure.has(entry.id)) return;
  const targets = entry.kind === 'bad' ? ['-'] : sink.targetsOf(typeOf(entry));
  for (const target of targets) {
    if (!books.hasArrived(entry.id, target)) books.violate(`${entry.id} (${entry.kind}) is lost at ${target}`);
  }
};

const longestOutageMs = ({ outages }: Scenario): number =>
  Math.max(0, ...outages.map(({ fromMs, toMs }) => toMs - fromMs));

/** What must hold of the whole scenario, beside each entry's end. */
const judgeWhole = ({ scenario, books, onFailure, result }: Evidence): void => {
  if (!result.settled) books.violate('the shard never came to its end');
  if (result.steps.some(({ effects }) => effects.some(({ kind }) => kind === 'expired' || kind === 'discarded'))) {
    books.violate('records fell out of the stream');
  }
  const { refused, hang, answerLost, crash, rowRefused } = scenario.rates;
  if (refused + hang + answerLost + crash + rowRefused > 0 || longestOutageMs(scenario) >= scenario.holdMs) return;
  // Several poisoned entries in a row look like a destination that is away: they alone may be held to the end.
  const held = books.letters.filter(({ id, reason }) => reason === 'held_too_long' && !scenario.poison.has(id));
  if (held.length > 0) books.violate('an outage shorter than the hold age was spilled');
  // Without the table nobody counts the attempts of a poisoned entry, and the event source ends them.
  const isUncounted = scenario.poison.size > 0 && scenario.outages.some(({ place }) => place === 'table');
  if (onFailure.size > 0 && !isUncounted) books.violate('a batch went to the on-failure destination without need');
};

/** Judges a finished scenario; what is wrong goes into the books. */
export const judge = (evidence: Evidence): void => {
  for (const entry of [...evidence.scenario.entries.values()].flat()) judgeEntry(entry, evidence);
  judgeWhole(evidence);
};
