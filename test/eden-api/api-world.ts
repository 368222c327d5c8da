import { randomUUID } from 'node:crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { marshall } from '@aws-sdk/util-dynamodb';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { type ApiDeps, createApi } from '../../services/eden-api/api.ts';
import type { ApiEvent } from '../../services/eden-api/api-event.ts';
import type { AuditRecord, StepRecord } from '../../services/eden-api/audit.ts';
import { parseConfig } from '../../services/eden-api/config.ts';
import type { ReapReport } from '../../services/eden-api/reap/reap.ts';
import { profilesOf, runReaper } from '../../services/eden-api/wiring.ts';
import { createEdenAws } from '../../shared/eden/clients/eden-aws.ts';
import { createPutEvents } from '../../shared/eden/clients/events.ts';
import { createOwnedPorts } from '../../shared/eden/clients/owned-calls.ts';
import { createTableAdmin } from '../../shared/eden/table/admin-calls.ts';
import { createReadTraffic } from '../../shared/eden/target-group/traffic-calls.ts';
import { type Account, region, table } from '../eden/world.ts';
import { judgeAnswer } from './openapi.ts';

/** An answer with its body read. */
export interface Got {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ApiWorld {
  /** Sends a request; `client` names it in strict-aws's records and faults. */
  readonly ask: (method: string, url: string, more?: AskMore) => Promise<Got>;
  readonly reap: (client: string, more?: ReapMore) => Promise<ReapReport>;
  readonly audits: AuditRecord[];
  readonly steps: StepRecord[];
  readonly errors: unknown[];
}

export interface AskMore {
  readonly client?: string;
  readonly body?: unknown;
  readonly key?: string | null;
  readonly requestTimeEpoch?: number;
  readonly deps?: Partial<ApiDeps>;
}

interface ReapMore {
  readonly isDry?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

export const keys = {
  'key-all': { name: 'ci', profiles: ['*'] },
  'key-web': { name: 'web-ci', profiles: ['web'] },
};

const patientMs = 120_000;
const never = { reached: new Promise<void>(() => {}), cancel: () => {} };

/** An account's API and reaper, on the ports they have on AWS; the profile `api` is pushed. */
export async function openApi(account: Account, tableName: string = table): Promise<ApiWorld> {
  const admin = createTableAdmin(new DynamoDBClient(optionsOf(account, 'seed')));
  if (tableName !== table) await admin.create(tableName);
  await admin.putProfile(tableName, 'api', account.seeded.fields);
  const audits: AuditRecord[] = [];
  const steps: StepRecord[] = [];
  const errors: unknown[] = [];
  return {
    audits,
    steps,
    errors,
    ask: async (method, url, more = {}) => {
      const client = more.client ?? 'first';
      const api = createApi({
        ...portsOf(account, client, tableName),
        policy: parseConfig(envOf(account, tableName, {})).api,
        profiles: profilesOf(createTableAdmin(new DynamoDBClient(optionsOf(account, client))), tableName),
        setAlarm: () => never,
        tellStep: (step) => void steps.push(step),
        audit: (record) => void audits.push(record),
        tellError: (error) => void errors.push(error),
        ...more.deps,
      });
      const got = await api(eventOf(method, url, more));
      const body = JSON.parse(got.body) as Got['body'];
      // Every answer of every test is held against the description.
      const path = describedPath(url.split('?')[0] ?? '');
      expect(judgeAnswer(method, path, got.statusCode, body)).toEqual([]);
      return { ...got, body };
    },
    reap: async (client, { isDry = false, env = {} } = {}) => {
      const options = optionsOf(account, client);
      const elb = new ElasticLoadBalancingV2Client(options);
      const { listOwned } = createOwnedPorts(new ECSClient(options), elb, patientMs);
      const settings = parseConfig(envOf(account, tableName, env));
      const readTraffic = createReadTraffic(new CloudWatchClient(options), patientMs);
      const putEvents = createPutEvents(new EventBridgeClient(options), patientMs);
      const ports = { ...portsOf(account, client, tableName), settings, listOwned, readTraffic, putEvents };
      return await runReaper({ ...ports, say: () => {} }, isDry);
    },
  };
}

/** A path as the description has it, with its parameters in braces. */
function describedPath(path: string): string {
  const [, , , kind, first, name, action] = path.split('/');
  if (first === undefined || (kind !== 'environments' && kind !== 'groups')) return path;
  const parts = [kind, kind === 'groups' ? '{group}' : '{profile}', name && '{name}', action];
  return `/api/v1/${parts.filter((part) => part !== undefined).join('/')}`;
}

function optionsOf(account: Account, client: string) {
  return {
    endpoint: account.strict.url,
    region,
    credentials: strictCredentials(accountIdOf(account), client),
    maxAttempts: 1,
  };
}

function accountIdOf({ seeded }: Account): string {
  return seeded.fields['master_alb_arn']?.split(':')[4] ?? '';
}

function portsOf(account: Account, client: string, tableName: string) {
  return {
    aws: createEdenAws(tableName, optionsOf(account, client), patientMs),
    clock: account.clock,
    newRunId: randomUUID,
    random: Math.random,
  };
}

function envOf(account: Account, tableName: string, more: Readonly<Record<string, string>>) {
  const accountId = accountIdOf(account);
  return {
    EDEN_TABLE: tableName,
    EDEN_ACCOUNT: accountId,
    AWS_REGION: region,
    API_KEYS: JSON.stringify(keys),
    PASSABLE_ROLES: `arn:aws:iam::${accountId}:role/api-task,arn:aws:iam::${accountId}:role/ecs-execution`,
    ALB_ARNS: account.seeded.fields['master_alb_arn'] ?? '',
    CLUSTERS: 'dev',
    ...more,
  };
}

/** An event as API Gateway sends it. */
export function eventOf(method: string, url: string, { body, key = 'key-all', requestTimeEpoch }: AskMore): ApiEvent {
  const [path = '', query = ''] = url.split('?');
  const multi: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query)) multi[name] = [...(multi[name] ?? []), value];
  return {
    httpMethod: method,
    path,
    multiValueQueryStringParameters: query === '' ? null : multi,
    body: body === undefined ? null : JSON.stringify(body),
    requestContext: {
      requestId: 'request-1',
      domainName: 'api.example.com',
      path: `/dev${path}`,
      identity: { apiKeyId: key, sourceIp: '192.0.2.1' },
      ...(requestTimeEpoch !== undefined && { requestTimeEpoch }),
    },
  };
}

/** Puts a raw item into the account's table. */
export async function putRaw(account: Account, item: Readonly<Record<string, unknown>>): Promise<void> {
  const client = new DynamoDBClient(optionsOf(account, 'raw'));
  await client.send(new PutItemCommand({ TableName: table, Item: marshall(item) }));
  client.destroy();
}
