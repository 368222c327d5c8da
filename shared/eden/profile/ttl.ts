/** How long an environment may live: seconds, or `none` for no end. */
export type Ttl = number | 'none';

/** Longer lives are mistakes: `none` says for ever. */
const MAX_SECONDS = 3650 * 86_400;
/** Metrics arrive within minutes: an idle time must be longer by far. A longer one is a mistake, and many points to read. */
const MIN_IDLE_S = 900;
const MAX_IDLE_S = 14 * 86_400;
const UNIT_SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Reads `90m`, `72h`, `3d`, `2w` or `none`; undefined when it is none of these, zero, or longer than ten years. */
export function parseTtl(text: string): Ttl | undefined {
  if (text === 'none') return 'none';
  const match = /^([1-9][0-9]{0,5})([mhdw])$/.exec(text);
  const unit = UNIT_SECONDS[match?.[2] ?? ''];
  const seconds = Number(match?.[1]) * (unit ?? Number.NaN);
  return seconds <= MAX_SECONDS ? seconds : undefined;
}

/** Reads an idle time: `30m`, `2h`, `3d` or `none`; undefined when it is something else, or not from 15 minutes to 14 days. */
export function parseIdle(text: string): number | 'none' | undefined {
  const read = parseTtl(text);
  if (read === undefined || read === 'none') return read;
  return read >= MIN_IDLE_S && read <= MAX_IDLE_S ? read : undefined;
}
