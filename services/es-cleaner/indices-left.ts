import type { CleanReport } from './clean.ts';

/** Indices that should have been deleted and still exist. A dry run deletes none on purpose. */
export function indicesLeft({ status, lines, failures }: CleanReport): number {
  return status === 'refused' ? lines.filter(({ action }) => action === 'delete').length : Object.keys(failures).length;
}
