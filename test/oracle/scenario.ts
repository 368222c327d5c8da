import type { MappingSettings } from '../../local/event-source/core/mapping-settings.ts';
import type { StreamRecord } from '../../local/event-source/core/stream-record.ts';
import { reserveMs } from '../../shared/pipeline/open-batch.ts';
import { sequenceNumberAt } from '../../shared/pipeline/testing/kinesis-events.ts';
import { createDice, type Dice } from './dice.ts';
import { makePayload, type SentEntry } from './payloads.ts';

/** The places of faults. */
export type Place = 'destination' | 'bucket' | 'table';

/** A time in which a place is of no use. */
export interface Outage {
  readonly place: Place;
  /** Calls fail as a whole; or, at a destination that answers for entries, it rejects each entry individually. */
  readonly manner: 'calls fail' | 'entries fail';
  readonly fromMs: number;
  readonly toMs: number;
}

/** Probabilities of faults, for each call. */
export interface FaultRates {
  /** The call is refused as a whole (429, 5xx) or its connection cut before anything happened. */
  readonly refused: number;
  /** The call is carried out, its answer lost. */
  readonly answerLost: number;
  /** No answer until the caller times out; nothing happened. */
  readonly hang: number;
  /** A new progress row is refused, beside what `refused` strikes. */
  readonly rowRefused: number;
  /** One entry of an answered call is refused. */
  readonly entryRefused: number;
  /** The function dies before or after the call. */
  readonly crash: number;
  /** The Lambda service refuses the invocation. */
  readonly throttled: number;
}

/** Everything that a seed decides. */
export interface Scenario {
  readonly seed: number;
  readonly mood: (typeof MOODS)[number];
  readonly records: readonly StreamRecord[];
  /** By sequence number. */
  readonly entries: ReadonlyMap<string, readonly SentEntry[]>;
  readonly mapping: MappingSettings;
  readonly rates: FaultRates;
  readonly outages: readonly Outage[];
  /** Entries that the destination refuses each time, where it answers for entries. */
  readonly poison: ReadonlySet<string>;
  /** Logs that kill the function that looks into them, by the looks that they bear before. */
  readonly killers: ReadonlyMap<string, number>;
  readonly timeoutMs: number;
  readonly holdMs: number;
  readonly maxAttempts: number;
}

const MOODS = [
  'calm',
  'short outage',
  'long outage',
  'faults',
  'faults',
  'crashes',
  'bisected',
  'rows refused',
  'killers',
  'everything',
] as const;

const START_MS = Date.UTC(2026, 10, 23);
const TIMEOUT_MS = 60_000;
const HOLD_MS = 600_000;
const MAX_ATTEMPTS = 3;
const NO_FAULTS: FaultRates = {
  refused: 0,
  answerLost: 0,
  hang: 0,
  entryRefused: 0,
  crash: 0,
  throttled: 0,
  rowRefused: 0,
};

/** The scenario of a seed. */
export function makeScenario(seed: number): Scenario {
  const dice = createDice(seed);
  const mood = dice.pick(MOODS);
  const entries = new Map<string, readonly SentEntry[]>();
  let arrivedAtMs = START_MS;
  const records = Array.from({ length: dice.between(1, 18) }, (_, position): StreamRecord => {
    arrivedAtMs += dice.between(0, 2000);
    const payload = makePayload(dice, `${seed}-${position}`);
    const sequenceNumber = sequenceNumberAt(position * 7);
    entries.set(sequenceNumber, payload.entries);
    return { sequenceNumber, partitionKey: `key-${dice.between(0, 5)}`, arrivedAtMs, data: payload.data };
  });
  const valid = [...entries.values()].flat().filter(({ kind }) => kind === 'valid');
  // Beside a poisoned entry, which comes again, a record that kills has entries that are settled already.
  const poisoned = mood === 'calm' ? 0 : mood === 'killers' ? 0.15 : 0.02;
  const poison = new Set(valid.filter(() => dice.chance(poisoned)).map(({ id }) => id));
  return {
    seed,
    mood,
    records,
    entries,
    mapping: mappingOf(dice, mood),
    rates: ratesOf(dice, mood),
    outages: outagesOf(dice, mood),
    poison,
    killers: killersOf(dice, mood, valid),
    timeoutMs: TIMEOUT_MS,
    holdMs: HOLD_MS,
    maxAttempts: MAX_ATTEMPTS,
  };
}

function killersOf(dice: Dice, mood: Scenario['mood'], valid: readonly SentEntry[]): Scenario['killers'] {
  const share = mood === 'killers' ? 0.1 : mood === 'everything' ? 0.02 : 0;
  return new Map(valid.filter(() => dice.chance(share)).map(({ id }) => [id, dice.pick([0, 0, 1, 2])]));
}

function mappingOf(dice: Dice, mood: Scenario['mood']): MappingSettings {
  const isDivided = mood === 'bisected' || mood === 'killers';
  return {
    batchSize: mood === 'bisected' || mood === 'rows refused' ? 12 : dice.between(1, 12),
    maxEventBytes: 6 * 1024 * 1024,
    windowMs: dice.pick([0, 0, 1000]),
    parallelizationFactor: dice.pick([1, 1, 2, 3]),
    // As the templates derive it, see shared/deploy.
    maximumRetryAttempts: Math.ceil(HOLD_MS / (TIMEOUT_MS - reserveMs(TIMEOUT_MS))) + MAX_ATTEMPTS,
    maximumRecordAgeMs: 4 * HOLD_MS,
    bisectOnFunctionError: isDivided || dice.chance(0.6),
    reportBatchItemFailures: true,
    hasOnFailure: true,
    filters: [],
    retentionMs: 8 * HOLD_MS,
    backoff: { baseMs: 100, capMs: 10_000 },
  };
}

function ratesOf(dice: Dice, mood: Scenario['mood']): FaultRates {
  if (mood === 'calm' || mood === 'short outage' || mood === 'long outage' || mood === 'killers') return NO_FAULTS;
  // Checkpoints that move on while the table refuses the new row: the old one must stay.
  if (mood === 'rows refused') return { ...NO_FAULTS, entryRefused: 0.8, rowRefused: 0.6 };
  // Entries that are refused again and again while deaths halve their batches: rows must outlive their batch.
  if (mood === 'bisected')
    return { ...NO_FAULTS, crash: 0.1, entryRefused: 0.75, rowRefused: dice.pick([0, 0.3, 0.5, 0.5]) };
  const some = () => (dice.chance(0.5) ? dice.roll() * 0.25 : 0);
  const crash = mood === 'faults' ? 0 : dice.roll() * 0.12;
  return {
    refused: some(),
    answerLost: some(),
    hang: some(),
    entryRefused: some(),
    rowRefused: some(),
    crash,
    throttled: some(),
  };
}

function outagesOf(dice: Dice, mood: Scenario['mood']): readonly Outage[] {
  if (mood !== 'short outage' && mood !== 'long outage' && mood !== 'everything') return [];
  const lengthMs = mood === 'long outage' ? HOLD_MS * (1.2 + dice.roll()) : HOLD_MS * dice.roll() * 0.7;
  const fromMs = START_MS + dice.between(0, 20_000);
  const place = dice.pick(['destination', 'destination', 'bucket', 'table'] as const);
  const manner = place === 'destination' && dice.chance(0.5) ? 'entries fail' : 'calls fail';
  return [{ place, manner, fromMs, toMs: fromMs + lengthMs }];
}
