/** The parts of a dead-letter object's key. Names are segments: encoded, and cut where they are long. */
export interface DeadLetterKey {
  readonly functionSegment: string;
  readonly targetSegment: string;
  readonly reason: string;
  readonly typeSegment: string;
  /** Epoch milliseconds of the hour in which the object's first log arrived. */
  readonly hourMs: number;
  /** From the end of the name (`-g2`); 1 where it has none. */
  readonly generation: number;
}

const KEY =
  /^(?<fn>[^/]+)\/(?<target>[^/]+)\/(?<reason>[^/]+)\/(?<type>[^/]+)\/(?<hour>\d{4}\/\d\d\/\d\d\/\d\d)\/[^/]+?(?:-g(?<generation>\d{1,3}))?\.ndjson\.gz$/;

/**
 * Reads `<prefix>/<function>/<target>/<reason>/<log type>/YYYY/MM/DD/HH/<name>.ndjson.gz`.
 * @param prefix without slashes at its ends; may be empty.
 * @returns `undefined` for any other key, such as those of `_progress/` and `_redriven/`.
 */
export function parseDeadLetterKey(key: string, prefix: string): DeadLetterKey | undefined {
  const folder = folderOf(prefix);
  if (!key.startsWith(folder)) return undefined;
  const { fn, target, reason, type, hour, generation } = KEY.exec(key.slice(folder.length))?.groups ?? {};
  const hourMs = Date.parse(`${hour?.slice(0, 10).replaceAll('/', '-')}T${hour?.slice(11)}:00:00.000Z`);
  if (!fn || !target || !reason || !type || Number.isNaN(hourMs) || isInner(fn)) return undefined;
  return {
    functionSegment: fn,
    targetSegment: target,
    reason,
    typeSegment: type,
    hourMs,
    generation: Number(generation ?? 1),
  };
}

/** A segment as the text that it was made of; one that was cut stays as it is. */
export function decodeKeySegment(segment: string): string {
  if (segment === '!') return '';
  if (segment.includes('!-')) return segment;
  const bytes = segment.replace(/!([0-9a-f]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** Folders of the project's own beside those of the functions. */
function isInner(segment: string): boolean {
  return segment.startsWith('_');
}

/** The prefix as a folder. */
export function folderOf(prefix: string): string {
  return prefix === '' ? '' : `${prefix}/`;
}
