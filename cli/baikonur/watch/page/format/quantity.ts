const THOUSAND = 1_000;
const SYMBOLS = ['', ' k', ' M', ' G', ' T'];
const WHOLE = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** Logs, all digits below a million: `1,240`, `3.4 M`. */
export function formatCount(count: number): string {
  return count < THOUSAND ** 2 ? WHOLE.format(count) : withSymbol(count);
}

/** Logs, where there is little room: all digits below ten thousand: `1,240`, `403 k`. */
export function formatShortCount(count: number): string {
  return count < 10 * THOUSAND ? WHOLE.format(count) : withSymbol(count);
}

/** Logs a second: `0`, `0.04/s`, `3.2/s`, `480/s`, `12 k/s`. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0/s';
  if (perSecond < 0.01) return '<0.01/s';
  return `${perSecond < THOUSAND ? significant(perSecond) : withSymbol(perSecond)}/s`;
}

/** Bytes in units of 1,024: `640 B`, `1.5 KiB`, `12 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  return `${significant(bytes / 1024 ** power)} ${units[power]}`;
}

function withSymbol(value: number): string {
  const power = Math.min(SYMBOLS.length - 1, Math.floor(Math.log10(value) / 3));
  return `${significant(value / THOUSAND ** power)}${SYMBOLS[power]}`;
}

/** Two digits where there are fewer before the point. */
function significant(value: number): string {
  if (value >= 10) return WHOLE.format(value);
  return String(Number(value.toFixed(value < 1 ? 2 : 1)));
}
