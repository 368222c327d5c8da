import { putToTarget } from '../../shared/delivery/put-to-target.ts';
import type { RecordTarget } from '../../shared/delivery/record-target.ts';
import type { Deliver } from '../../shared/pipeline/outcome.ts';

/** Forwards every log to the one target. */
export function createForwardDeliver(target: RecordTarget): Deliver {
  return (logs, context) => putToTarget(target, logs, context);
}
