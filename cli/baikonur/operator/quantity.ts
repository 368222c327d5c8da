const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
] as const;
const SIZES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** A duration in its two largest units: `3h 20m`, `45s`. */
export function durationText(ms: number): string {
  const rounded = Math.max(0, Math.round(ms / 1000) * 1000);
  const index = UNITS.findIndex(([, size]) => rounded >= size);
  const [unit, size] = UNITS[index] ?? ['s', 1_000];
  const next = UNITS[index + 1];
  const rest = next === undefined ? 0 : Math.floor((rounded % size) / next[1]);
  return `${Math.floor(rounded / size)}${unit}${next === undefined || rest === 0 ? '' : ` ${rest}${next[0]}`}`;
}

/** Bytes with a unit: `512 B`, `1.5 MiB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${SIZES[power]}`;
}

/** A count with its thing: `1 object`, `2,000 objects`, `3 batches`, `4 entries`. */
export function countText(count: number, thing: string): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? thing : pluralOf(thing)}`;
}

function pluralOf(thing: string): string {
  if (/(?:ch|sh|s|x)$/.test(thing)) return `${thing}es`;
  return /[^aeiou]y$/.test(thing) ? `${thing.slice(0, -1)}ies` : `${thing}s`;
}
