import { Logger } from '@aws-lambda-powertools/logger';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createClientOptions } from '../../shared/aws/client-options.ts';
import { createSecretReader } from '../../shared/aws/secret-reader.ts';
import { connectSearch } from '../../shared/search/connect-search.ts';
import { type CleanReport, cleanIndices } from './clean.ts';
import { parseConfig } from './config.ts';
import { createCountIndicesLeft } from './count-indices-left.ts';
import { logReport } from './log-report.ts';

const settings = parseConfig(process.env);
const logger = new Logger({ serviceName: settings.service, persistentLogAttributes: { stage: settings.stage } });
const ssm = new SSMClient(createClientOptions(process.env, 'SSM'));
const readSecret = createSecretReader(process.env);
const countIndicesLeft = createCountIndicesLeft(settings);
const call = connectSearch(settings.search, { region: settings.region, getCredentials, readSecret });

/** Kept for whatever remains to be logged and answered once no more indices are deleted. */
const RESERVE_MS = 5_000;

/** The part of Lambda's context that is used. */
interface LambdaTime {
  readonly getRemainingTimeInMillis: () => number;
}

/** Deletes the indices that are past their age; what is answered is the plan and what came of it. */
export async function clean(_event: unknown, context: LambdaTime): Promise<CleanReport> {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  const { plan, dryRun } = settings;
  const report = await cleanIndices({ call, plan, dryRun, now: Date.now, signal });
  logReport(logger, report);
  countIndicesLeft(report);
  return report;
}

function getCredentials() {
  return ssm.config.credentials();
}
