import { Logger } from '@aws-lambda-powertools/logger';
import type { Observe } from '../pipeline/batch-report.ts';
import type { CommonSettings } from '../settings/common-settings.ts';
import { createMetrics } from './metrics.ts';
import { createObserver } from './observe-batches.ts';

/** Options of {@link createTelemetry}. */
interface TelemetryOptions {
  /** Whether the function is a dimension of its metrics. */
  readonly byFunction?: boolean;
}

/** The observer of a deployed function, writing to its standard output as Lambda expects. */
export function createTelemetry(
  { service, stage, functionName }: CommonSettings,
  { byFunction = false }: TelemetryOptions = {},
): Observe {
  const logger = new Logger({ serviceName: service, persistentLogAttributes: { stage } });
  return createObserver(
    { logger, metrics: createMetrics({ service, stage, ...(byFunction && { function: functionName }) }) },
    { functionName },
  );
}
