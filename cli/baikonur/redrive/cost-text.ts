import { countText } from '../operator/quantity.ts';

/** us-east-1, 2026-10. @see https://aws.amazon.com/s3/pricing/ https://aws.amazon.com/lambda/pricing/ */
const DOLLARS = { read: 0.0004 / 1_000, write: 0.005 / 1_000, invocation: 0.2 / 1_000_000 };
const LOGS_OF_AN_INVOCATION = 500;

/** Logs to put back, and the requests to S3 for each of its objects. */
interface Work {
  readonly objects: number;
  readonly logs: number;
  readonly reads: number;
  readonly writes: number;
}

/** The costs of putting logs back, without the memory that the function takes, which depends on its destination. */
export function costText({ objects, logs, reads, writes }: Work): string {
  const invocations = Math.max(objects, Math.ceil(logs / LOGS_OF_AN_INVOCATION));
  const dollars = objects * (reads * DOLLARS.read + writes * DOLLARS.write) + invocations * DOLLARS.invocation;
  const requests = countText(objects * (reads + writes), 'request');
  const price = dollars < 0.01 ? 'less than $0.01' : `about $${dollars.toFixed(2)}`;
  return `costs: about ${countText(invocations, 'invocation')} and ${requests} to S3, ${price} (us-east-1) beside the time of the function`;
}
