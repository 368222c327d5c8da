import { type CounterPlace, createCounter } from '../../shared/observability/create-counter.ts';
import type { CleanReport } from './clean.ts';

/** Indices that should have gone and are still there. A dry run was not meant to delete any. */
export const indicesLeft = ({ status, lines, failures }: CleanReport): number =>
  status === 'refused' ? lines.filter(({ action }) => action === 'delete').length : Object.keys(failures).length;

/** Reports them, none included, as the metric `IndicesLeft`. */
export const createCountIndicesLeft = (place: CounterPlace): ((report: CleanReport) => void) => {
  const count = createCounter(place, 'IndicesLeft');
  return (report) => count(indicesLeft(report));
};
