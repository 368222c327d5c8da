/** How long an environment may live: seconds, or `none` for no end. */
export type Ttl = number | 'none';

/** Longer lives are mistakes: `none` says for ever. */
const MAX_SECONDS = 3650 * 86_400;
const UNIT_SECONDS: Readonly<Record<string, number>> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Reads `90m`, `72h`, `3d`, `2w` or `none`; undefined when it is none of these, zero, or longer than ten years. */
export function parseTtl(text: string): Ttl | undefined {
  if (text === 'none') return 'none';
  const match = /^([1-9][0-9]{0,5})([mhdw])$/.exec(text);
  const unit = UNIT_SECONDS[match?.[2] ?? ''];
  const seconds = Number(match?.[1]) * (unit ?? Number.NaN);
  return seconds <= MAX_SECONDS ? seconds : undefined;
}
