import { isJsonObject } from '../../log/json-object.ts';
import type { EnvironmentItem, JournalEntry } from './item.ts';
import { STEP_ORDER } from './step-id.ts';

/** Attributes that eden reads as text or as a number. */
const TYPES: Readonly<Record<string, 'string' | 'number'>> = {
  endpoint: 'string',
  status: 'string',
  environment: 'string',
  given_name: 'string',
  resolved_profile: 'string',
  listener_arn: 'string',
  image: 'string',
  image_digest: 'string',
  group: 'string',
  pr: 'string',
  good: 'string',
  lease_holder: 'string',
  run_id: 'string',
  last_updated_time: 'string',
  last_updated: 'number',
  expires_at: 'number',
  ttl: 'number',
  woken_at: 'number',
  idle_after: 'string',
  lease_until: 'number',
};

const STATES: ReadonlySet<unknown> = new Set<JournalEntry['state']>(['intended', 'made', 'undoing', 'undone']);

/**
 * Reads an item of the table, which may hold anything: an attribute of another type than eden writes is read as if it were not
 * there, and so is each part of the journal.
 */
export function readItem(attributes: Readonly<Record<string, unknown>>): EnvironmentItem {
  const kept = Object.entries(attributes).filter(([name, value]) => {
    const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
    return type === undefined || typeof value === type;
  });
  const { journal: raw, ...item } = Object.fromEntries(kept);
  const journal = readJournal(raw);
  // The rest has the shape that eden itself wrote, or is read with care where it is used.
  return { ...item, ...(journal !== undefined && { journal }) } as EnvironmentItem;
}

function readJournal(raw: unknown): EnvironmentItem['journal'] {
  if (!isJsonObject(raw)) return undefined;
  const entries = STEP_ORDER.flatMap((step) => {
    const entry = readEntry(raw[step]);
    return entry === undefined ? [] : [[step, entry] as const];
  });
  return Object.fromEntries(entries);
}

function readEntry(raw: unknown): JournalEntry | undefined {
  if (!isJsonObject(raw) || !isState(raw.state)) return undefined;
  const { state, arns, token } = raw;
  return {
    state,
    ...(Array.isArray(arns) && { arns: arns.filter((arn) => typeof arn === 'string') }),
    ...(typeof token === 'string' && { token }),
  };
}

function isState(value: unknown): value is JournalEntry['state'] {
  return STATES.has(value);
}
