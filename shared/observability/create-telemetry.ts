import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import type { Observe } from '../pipeline/middleware/account.ts';
import type { CommonSettings } from '../settings/common-settings.ts';
import { createObserver } from './observe-batches.ts';

/** The observer of a deployed function, writing to its standard output as Lambda expects. */
export function createTelemetry({ service, stage, functionName }: CommonSettings): Observe {
  const logger = new Logger({ serviceName: service, persistentLogAttributes: { stage } });
  const metrics = new Metrics({ namespace: 'Baikonur', serviceName: service, defaultDimensions: { stage } });
  return createObserver({ logger, metrics }, { functionName });
}
