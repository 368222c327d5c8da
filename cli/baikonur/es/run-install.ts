import { SSMClient } from '@aws-sdk/client-ssm';
import { parseConfig } from '../../../services/es-sink/config.ts';
import { createClientOptions } from '../../../shared/aws/client-options.ts';
import { createSecretReader } from '../../../shared/aws/secret-reader.ts';
import { explainUnused } from '../../../shared/deploy/unused-service.ts';
import { printable, printableJson } from '../../../shared/log/printable.ts';
import { connectSearch } from '../../../shared/search/connect-search.ts';
import { createIndexTemplate, type IndexTemplate } from '../../../shared/search/index-template.ts';
import { installTemplate } from '../../../shared/search/install-template.ts';
import { createRolloverPolicy, installRollover } from '../../../shared/search/rollover-policy.ts';
import type { CallSearch } from '../../../shared/search/search-port.ts';
import { ConfigError, type Env } from '../../../shared/settings/env-reader.ts';
import { connectStage } from '../connect.ts';
import { CommandError, type Shell, UsageError } from '../shell.ts';
import { loadStage } from '../stage.ts';

/** Options of `baikonur es install-template`. */
export interface InstallOptions {
  readonly stage: string;
  readonly maxFields: number;
  readonly shards: number;
  readonly replicas?: number;
  readonly rolloverDays: number;
  readonly rolloverGb: number;
  readonly deleteAfterDays?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/**
 * Runs `baikonur es install-template`.
 * @throws {UsageError | CommandError} with what is wrong with the settings, or the engine's own words.
 */
export async function runInstall(options: InstallOptions, { stdout, env }: Shell): Promise<void> {
  const settings = settingsOf(options.stage, env);
  const template = templateOf(settings, options);
  const dryRun = options.dryRun === true;
  // An engine that asks for no credentials needs no AWS: neither a local one nor an account.
  const isAwsAsked = settings.search.auth.type !== 'none';
  const awsEnv = isAwsAsked ? await connectStage(loadStage(options.stage), env) : env;
  const call = connect(settings, awsEnv);
  const result = await installTemplate(call, template, { dryRun });
  if (result.status === 'failed') throw new CommandError(result.error);
  const { name, status } = result;
  const url = settings.search.url;
  const rollover = settings.isDataStream ? await installPolicy(call, settings.naming.prefix, options) : undefined;
  if (options.json) {
    stdout.write(`${printableJson({ name, status, url, dryRun, ...(rollover === undefined ? {} : { rollover }) })}\n`);
    return;
  }
  const told = (what: string, did: string) => `${what} ${name} on ${url}${dryRun ? ' would be' : ':'} ${did}`;
  stdout.write(`${printable(told('template', status))}\n`);
  if (rollover === 'notSupported') stdout.write(`${printable(`${url} has no ISM: see docs/search.md#rollover`)}\n`);
  else if (rollover !== undefined) stdout.write(`${printable(told('rollover policy', rollover))}\n`);
}

async function installPolicy(call: CallSearch, prefix: string, options: InstallOptions) {
  const { rolloverDays: maxAgeDays, rolloverGb: maxSizeGb, deleteAfterDays, dryRun = false } = options;
  const policy = createRolloverPolicy({ prefix, maxAgeDays, maxSizeGb, deleteAfterDays });
  const result = await installRollover(call, policy, { dryRun });
  if (result.status === 'failed') throw new CommandError(result.error);
  return result.status;
}

function settingsOf(stage: string, env: Env) {
  const deployed = loadStage(stage).functions.find(({ service }) => service === 'es-sink')?.environment;
  // What es-sink must have and the template needs not; es-sink itself may not be in config/ yet.
  const required = { FAILED_LOG_S3_BUCKET: 'none', PROGRESS_TABLE: 'none' };
  try {
    return parseConfig({ ...required, ...deployed, ...env });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new UsageError([...error.problems, ...howToUse(deployed, stage)]);
  }
}

/** For the variables that are missing where `config/` does not use es-sink. */
function howToUse(deployed: unknown, stage: string): readonly string[] {
  if (deployed !== undefined) return [];
  return [
    `${explainUnused('es-sink', stage)}\nOr give the variables in the environment: ES_HOST=… INDEX_NAME_PREFIX=…`,
  ];
}

function templateOf(
  { naming, fields, isDataStream }: ReturnType<typeof settingsOf>,
  options: InstallOptions,
): IndexTemplate {
  const { maxFields, shards, replicas } = options;
  if (naming.prefix === '') throw new UsageError(['INDEX_NAME_PREFIX: required for a template, but not set']);
  return createIndexTemplate({
    prefix: naming.prefix,
    fields,
    maxFields,
    shards,
    isDataStream,
    ...(replicas === undefined ? {} : { replicas }),
  });
}

function connect({ common, search }: ReturnType<typeof settingsOf>, env: Env): CallSearch {
  const ssm = new SSMClient(createClientOptions(env, 'SSM'));
  return connectSearch(search, {
    region: common.region,
    getCredentials: () => ssm.config.credentials(),
    readSecret: createSecretReader(env),
  });
}
