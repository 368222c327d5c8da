import { parseImage } from '../../shared/eden/environment/image.ts';
import type { EnvironmentItem } from '../../shared/eden/environment/item.ts';
import { sharedHosts } from '../../shared/eden/environment/own-host.ts';
import { isCrashed, isLeased, phaseOf } from '../../shared/eden/environment/phase.ts';
import { sleepOf, sleepText } from '../../shared/eden/environment/sleep.ts';
import { printable } from '../../shared/log/printable.ts';

const HEAD = ['PROFILE', 'NAME', 'STATE', 'IMAGE', 'DEPLOYED', 'EXPIRES', 'HOST'] as const;
const UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;
/** A digest's first digits, as many as git shows of a commit. */
const DIGEST_DIGITS = 7;

/** Environments as a table, by profile and name. */
export function wideTable(items: readonly EnvironmentItem[], nowMs: number): readonly string[] {
  const key = ({ type, name }: EnvironmentItem): string => `${type}\n${name}`;
  const shared = sharedHosts(items);
  const sorted = items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  const rows = sorted.map((item) => rowOf(item, { nowMs, isShared: shared.has(item) }));
  const lines = [HEAD, ...rows];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** The table may hold anything: a time that is none is `?`. */
function rowOf(
  item: EnvironmentItem,
  { nowMs, isShared }: { readonly nowMs: number; readonly isShared: boolean },
): readonly string[] {
  const { type, name, environment, last_updated: deployed, expires_at: expires, endpoint } = item;
  const now = nowMs / 1000;
  return [
    type,
    environment ?? name,
    `${stateOf(item, nowMs)}${isShared ? ', shared host' : ''}`,
    imageText(item),
    deployed === undefined ? 'never' : `${durationText(now - deployed)} ago`,
    expires === undefined ? 'never' : expires <= now ? 'now' : `in ${durationText(expires - now)}`,
    endpoint ?? '-',
  ].map(printable);
}

function stateOf(item: EnvironmentItem, nowMs: number): string {
  const phase = phaseOf(item);
  const sleep = phase === 'ready' ? sleepOf(item) : undefined;
  const awake = phase === 'fresh' ? 'creating' : phase === 'adopted' ? 'older eden' : phase;
  const own = sleep === undefined ? awake : sleepText(sleep);
  if (isLeased(item, nowMs)) return `${own}, held`;
  return isCrashed(item, nowMs) ? `${own}, unfinished` : own;
}

/** The image's tag, or the beginning of its digest. */
function imageText({ image, image_digest: digest }: EnvironmentItem): string {
  if (image === undefined) return '-';
  const parsed = parseImage(image);
  const tag = parsed.status === 'ok' ? parsed.image.tag : undefined;
  if (tag !== undefined) return tag;
  const [, hex = ''] = /sha256:([0-9a-f]+)/.exec(digest ?? image) ?? [];
  return hex === '' ? '-' : `sha256:${hex.slice(0, DIGEST_DIGITS)}`;
}

/** `3d 4h`, `2h 5m`, `40s`: two units at most. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return '?';
  let rest = Math.max(0, Math.round(seconds));
  const first = UNITS.findIndex(([, size]) => rest >= size);
  if (first < 0) return '0s';
  const parts: string[] = [];
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.join(' ');
}
