import type { DeliveredBatch, JudgedBatch, OpenBatch, RecalledBatch, RoutedBatch, ValidatedBatch } from '../batch.ts';
import { openBatch } from '../open-batch.ts';
import { NO_PROGRESS } from '../progress/progress.ts';
import { kinesisEvent, lambdaContext } from './kinesis-events.ts';

/** The batch of a test after retry tracking. */
export function judgedBatch(more: Partial<JudgedBatch> = {}): JudgedBatch {
  return { ...recalledBatch(), results: [], ...more };
}

/** The batch of a test after recall. */
function recalledBatch(more: Partial<RecalledBatch> = {}): RecalledBatch {
  return { ...deliveredBatch(), earlier: NO_PROGRESS, rows: [], ...more };
}

/** The batch of a test after delivering. */
export function deliveredBatch(more: Partial<DeliveredBatch> = {}): DeliveredBatch {
  const { deliveries: _, ...batch } = routedBatch();
  return { ...batch, confirmed: [], bytesOut: 0, deliveryMs: 0, problems: [], ...more };
}

/** The batch of a test after routing. */
export function routedBatch(more: Partial<RoutedBatch> = {}): RoutedBatch {
  const { logs: _, ...batch } = validatedBatch();
  return { ...batch, wanted: 0, matched: new Map(), deliveries: [], ...more };
}

/** The batch of a test after schema validation. */
function validatedBatch(more: Partial<ValidatedBatch> = {}): ValidatedBatch {
  return {
    ...testBatch(),
    readRows: async () => [],
    decoded: { controlMessages: 0, bytesIn: 0 },
    unknownZones: {},
    received: 0,
    entryCounts: () => new Map(),
    logs: { byTarget: new Map(), wanted: 0, filtered: [] },
    results: [],
    ...more,
  };
}

/** The batch of a test, of one record by default, as it is opened. */
function testBatch(positions: readonly number[] = [0]): OpenBatch {
  return openBatch(
    kinesisEvent(positions.map((position) => ({ data: '{}', position }))),
    lambdaContext(30_000, now),
    now,
  );
}

function now() {
  return 0;
}
