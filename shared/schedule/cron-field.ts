/** A field of a cron expression: its range, and the names of its values. */
export interface FieldKind {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  /** Names of the values from `min` on. */
  readonly names?: readonly string[];
}

/** The values of a field in ascending order, or what is wrong with it. */
export type FieldValues =
  | { readonly status: 'ok'; readonly values: readonly number[] }
  | { readonly status: 'wrong'; readonly problem: string };

const ITEM = /^(\*|[A-Z0-9]+)(?:-([A-Z0-9]+))?(?:\/(\d+))?$/;

/** Reads a field that lists values: `5`, `1-5`, `0/15`, `*`, names, several divided by commas. */
export function readValues(text: string, kind: FieldKind): FieldValues {
  const values = new Set<number>();
  for (const item of text.toUpperCase().split(',')) {
    const read = readItem(item, kind);
    if (read.status === 'wrong') return read;
    for (const value of read.values) values.add(value);
  }
  return { status: 'ok', values: [...values].sort((a, b) => a - b) };
}

function readItem(item: string, kind: FieldKind): FieldValues {
  const [matched, first = '', last, step] = ITEM.exec(item) ?? [];
  if (matched === undefined || (first === '*' && last !== undefined)) return wrong(kind, `got ${JSON.stringify(item)}`);
  const from = first === '*' ? kind.min : readValue(first, kind);
  const to = last === undefined ? lastOf(from, first, step, kind) : readValue(last, kind);
  if (from === undefined || to === undefined) return wrong(kind, `got ${JSON.stringify(item)}`);
  if (from > to) return wrong(kind, `got ${JSON.stringify(item)}, which ends before it starts: divide it by a comma`);
  const every = step === undefined ? 1 : Number(step);
  if (every < 1) return wrong(kind, `got ${JSON.stringify(item)}: a step is at least 1`);
  const values = [];
  for (let value = from; value <= to; value += every) values.push(value);
  return { status: 'ok', values };
}

function lastOf(from: number | undefined, first: string, step: string | undefined, kind: FieldKind) {
  return first === '*' || step !== undefined ? kind.max : from;
}

/** A number or name within the field's range. */
export function readValue(text: string, { min, max, names = [] }: FieldKind): number | undefined {
  const named = names.indexOf(text);
  if (named >= 0) return named + min;
  const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

/** A field's problem as a sentence. */
export function wrong({ label, min, max, names }: FieldKind, got: string): FieldValues & { readonly status: 'wrong' } {
  const range = names === undefined ? `${min}-${max}` : `${min}-${max} or ${names[0]}-${names.at(-1)}`;
  return { status: 'wrong', problem: `${label}: expected ${range}, with commas, ranges and steps, ${got}` };
}
