import { type CounterPlace, createCounter } from '../../shared/observability/create-counter.ts';

/** Reports letters for an error type that nobody has judged yet as the metric `LogsRefusedUnknown`. */
export const createCountUnknownRefusals = (place: CounterPlace): ((logs: number) => void) =>
  createCounter(place, 'LogsRefusedUnknown');
