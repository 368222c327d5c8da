/**
 * The treatment of a field when a resource is cloned: copied, left out for a reason, or given another value.
 * Each table of marks has every field of its AWS type, so that the compiler stops when the SDK gains one.
 */
export type Mark = 'copy' | { readonly drop: string } | { readonly override: string };

/** A tag as ECS writes it. */
export interface LowerTag {
  readonly key?: string | undefined;
  readonly value?: string | undefined;
}

/** The fields marked `copy` that are set in `source`. */
export function copyMarked<Source extends object>(
  source: Source,
  marks: Readonly<Record<keyof Source, Mark>>,
): Partial<Source> {
  const copied: Partial<Source> = {};
  for (const key of Object.keys(marks) as (keyof Source)[]) {
    if (marks[key] === 'copy' && source[key] !== undefined) copied[key] = source[key];
  }
  return copied;
}

/** Tags that a resource may have. @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const MAX_TAGS = 50;

/** The reference's tags without eden's own, AWS's reserved ones, those which ours replace, and those past the limit; then ours. */
export function mergeTags(
  reference: readonly LowerTag[],
  own: Readonly<Record<string, string>>,
): { key: string; value: string }[] {
  const kept = cloneableTags(reference, own).slice(0, roomBeside(own));
  return [...kept, ...Object.entries(own).map(([key, value]) => ({ key, value }))];
}

/** Says which of the reference's tags a clone does not get because a resource may have 50; undefined: it gets all. */
export function leftOutTags(reference: readonly LowerTag[], own: Readonly<Record<string, string>>): string | undefined {
  const names = cloneableTags(reference, own)
    .slice(roomBeside(own))
    .map(({ key }) => key);
  if (names.length === 0) return undefined;
  return `A resource may have ${MAX_TAGS} tags; left out of the reference's: ${names.join(', ')}`;
}

function cloneableTags(
  reference: readonly LowerTag[],
  own: Readonly<Record<string, string>>,
): { key: string; value: string }[] {
  return reference.flatMap(({ key, value }) =>
    key === undefined || /^(eden:|aws:)/i.test(key) || Object.hasOwn(own, key) ? [] : [{ key, value: value ?? '' }],
  );
}

function roomBeside(own: Readonly<Record<string, string>>): number {
  return MAX_TAGS - Object.keys(own).length;
}
