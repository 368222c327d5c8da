import type { Unit } from '../../../services/operator/work-event.ts';
import type { ArchiveFile } from '../../../shared/put-back/archive-file.ts';

/** Objects of a unit: few enough that a unit is seldom longer than one invocation of 15 minutes. */
const MAX_OBJECTS = 50;
/** Bytes of a unit's objects, compressed; an object that is larger is alone. */
const MAX_BYTES = 32 * 1024 * 1024;

/** Cuts objects into units, in order. */
export function makeUnits<T extends string | ArchiveFile>(
  sources: readonly T[],
  bytesOf: (source: T) => number,
): Unit[] {
  const units: T[][] = [];
  let room = 0;
  for (const source of sources) {
    const bytes = bytesOf(source);
    const last = units.at(-1);
    if (last === undefined || last.length === MAX_OBJECTS || bytes > room) {
      units.push([source]);
      room = MAX_BYTES - bytes;
    } else {
      last.push(source);
      room -= bytes;
    }
  }
  // All of them are of one kind.
  return units.map((one, index) => ({ unit: index + 1, sources: one as Unit['sources'] }));
}
