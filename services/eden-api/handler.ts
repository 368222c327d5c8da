import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { createEdenAws } from '../../shared/eden/clients/eden-aws.ts';
import { forEmulator } from '../../shared/eden/clients/emulator.ts';
import { createPutEvents } from '../../shared/eden/clients/events.ts';
import { createOwnedPorts } from '../../shared/eden/clients/owned-calls.ts';
import type { SayOfRun } from '../../shared/eden/run/transcript.ts';
import { createTableAdmin } from '../../shared/eden/table/admin-calls.ts';
import { createReadTraffic } from '../../shared/eden/target-group/traffic-calls.ts';
import { type Alarm, createApi } from './api.ts';
import type { StepRecord } from './audit.ts';
import { parseConfig } from './config.ts';
import type { ReapReport } from './reap/reap.ts';
import { tellReport } from './reap/tell-report.ts';
import { createWaking } from './waking/waking.ts';
import { profilesOf, runReaper } from './wiring.ts';

const settings = parseConfig(process.env);
const endpoint = process.env['AWS_ENDPOINT_URL'];
const options = { maxAttempts: 5, ...(endpoint && { endpoint }) };
const logger = new Logger({ serviceName: 'eden-api', persistentLogAttributes: { stage: settings.stage } });
const metrics = new Metrics({
  namespace: 'Baikonur',
  serviceName: 'eden-api',
  defaultDimensions: { stage: settings.stage },
});
const { listOwned } = createOwnedPorts(new ECSClient(options), new ElasticLoadBalancingV2Client(options));
const putEvents = createPutEvents(new EventBridgeClient(options));
const readTraffic = createReadTraffic(new CloudWatchClient(options));
const aws = createEdenAws(settings.api.tableName, options);
const shared = {
  aws: endpoint ? forEmulator(aws) : aws,
  clock: { now: Date.now, sleep: (ms: number) => sleep(ms) },
  newRunId: randomUUID,
  random: Math.random,
};

/** The HTTP API. */
export const api = createApi({
  ...shared,
  policy: settings.api,
  profiles: profilesOf(createTableAdmin(new DynamoDBClient(options)), settings.api.tableName),
  setAlarm,
  tellStep,
  audit: (record) => logger.info('eden run', { audit: record }),
  tellError: (error, requestId) => logger.error('request failed', { error, requestId }),
});

/** The reaper; `{"dryRun": true}` as its event makes one run a dry one. */
export async function reaper(event: { readonly dryRun?: boolean } | null): Promise<ReapReport> {
  const report = await runReaper(
    { ...shared, settings, listOwned, readTraffic, putEvents, say },
    event?.dryRun === true,
  );
  tellReport({ logger, metrics }, report);
  return report;
}

/** The requests of environments that are asleep. */
export const waking = createWaking({
  ...shared,
  say,
  tableName: settings.api.tableName,
  timeoutMs: settings.wakingTimeoutMs,
  tellError: (error, host) => logger.error('environment not woken', { error, host }),
});

function say(...[text, of]: Parameters<SayOfRun>): void {
  tellStep({ text, ...of });
}

/** A line of the log for each line of a run: what the run does, to which environment. */
function tellStep(step: StepRecord): void {
  logger.info('eden step', { step });
}

function setAlarm(atMs: number): Alarm {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, Math.max(0, atMs - Date.now()));
  return { reached: promise, cancel: () => clearTimeout(timer) };
}
