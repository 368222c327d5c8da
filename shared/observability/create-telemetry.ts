import { Logger } from '@aws-lambda-powertools/logger';
import type { Observe } from '../pipeline/batch-report.ts';
import type { CommonSettings } from '../settings/common-settings.ts';
import { createMetrics, functionDimensions } from './metrics.ts';
import { createObserver } from './observe-batches.ts';

/** The observer of a deployed function, writing to its standard output as Lambda expects. */
export function createTelemetry(settings: CommonSettings): Observe {
  const { service, stage, functionName } = settings;
  const logger = new Logger({ serviceName: service, persistentLogAttributes: { stage } });
  const metrics = createMetrics(functionDimensions(settings));
  return createObserver({ logger, metrics, now: Date.now }, { functionName });
}
