import { type CounterPlace, createCounter } from '../../shared/observability/create-counter.ts';

/** Reports what went out without an ack as the metric `LogsUnconfirmed`, beside those that every service has. */
export const createCountUnconfirmed = (place: CounterPlace): ((logs: number) => void) =>
  createCounter(place, 'LogsUnconfirmed');
