import { Logger } from '@aws-lambda-powertools/logger';
import { createGetCredentials, createSecretReader } from '../../shared/aws/secret-reader.ts';
import { createCounter } from '../../shared/observability/metrics.ts';
import { connectSearch } from '../../shared/search/connect-search.ts';
import { type CleanReport, cleanIndices } from './clean.ts';
import { parseConfig } from './config.ts';
import { indicesLeft } from './indices-left.ts';
import { logReport } from './log-report.ts';

const settings = parseConfig(process.env);
const logger = new Logger({ serviceName: settings.service, persistentLogAttributes: { stage: settings.stage } });
const call = connectSearch(settings.search, {
  region: settings.region,
  getCredentials: createGetCredentials(process.env),
  readSecret: createSecretReader(process.env),
});
const countIndicesLeft = createCounter('IndicesLeft', settings);

/** Time kept for the log line and the answer after the last deletion, milliseconds. */
const RESERVE_MS = 5_000;

/** The part of Lambda's context that is used. */
interface LambdaTime {
  readonly getRemainingTimeInMillis: () => number;
}

/** Deletes the indices that are past their age. @returns the plan and its result. */
export async function clean(_event: unknown, context: LambdaTime): Promise<CleanReport> {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  const { plan, dryRun } = settings;
  const report = await cleanIndices({ call, plan, dryRun, now: Date.now, signal });
  logReport(logger, report);
  countIndicesLeft(indicesLeft(report));
  return report;
}
