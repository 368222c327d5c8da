import { countText } from '../operator/quantity.ts';
import type { Prices } from '../plan/prices.ts';

const LOGS_OF_AN_INVOCATION = 500;

/** Logs to put back, and the requests to S3 for each of its objects. */
interface Work {
  readonly objects: number;
  readonly logs: number;
  readonly reads: number;
  readonly writes: number;
  /** Whether they go onto a stream, one record a log, and not into a function. */
  readonly toStream?: boolean;
}

/** The costs of putting logs back, without what a function or the readers of a stream cost, which depends on their destinations. */
export function costText(
  { objects, logs, reads, writes, toStream = false }: Work,
  { find, region, asOf }: Prices,
): string {
  const invocations = toStream ? 0 : Math.max(objects, Math.ceil(logs / LOGS_OF_AN_INVOCATION));
  const requests = countText(objects * (reads + writes), 'request');
  const parts = [
    { name: 's3.gets', quantity: (objects * reads) / 1_000 },
    { name: 's3.puts', quantity: (objects * writes) / 1_000 },
    ...(toStream ? [] : [{ name: 'lambda.requests', quantity: invocations / 1_000_000 }]),
  ].map(({ name, quantity }) => ({ name, price: find(name), quantity }));
  const missing = parts.filter(({ price }) => price === undefined).map(({ name }) => name);
  const dollars = parts.reduce((sum, { price, quantity }) => sum + quantity * (price?.usd ?? 0), 0);
  const price =
    missing.length > 0
      ? `no price of ${region} is known for ${missing.join(', ')}`
      : `${dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`} (${region}, ${asOf})`;
  if (toStream)
    return `costs: about ${requests} to S3, ${price}, beside about ${countText(logs, 'record')} on the stream and what its readers cost`;
  return `costs: about ${countText(invocations, 'invocation')} and ${requests} to S3, ${price}, beside the time of the function`;
}
