import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { resolveAccount } from '../../../shared/deploy/topology/account.ts';
import type { Bucket, Topology } from '../../../shared/deploy/topology/topology.ts';
import { errorText } from '../../../shared/errors/error-text.ts';
import { printableJson } from '../../../shared/log/printable.ts';
import type { Env } from '../../../shared/settings/env-reader.ts';
import { missingSetUp } from '../../program/aws-set-up.ts';
import { type AwsClients, createAwsClients } from '../aws/clients.ts';
import { clockNote } from '../aws/clock.ts';
import { connectStage, meantStage } from '../connect.ts';
import { CommandError, type Shell, UsageError } from '../shell.ts';
import { loadDeployedStage } from '../stage.ts';

/** Options that every operator's command has. */
export interface OperatorOptions {
  readonly stage?: string;
  readonly json?: boolean;
}

/** A stage, and the AWS that it is deployed to. */
export interface OperatedStage {
  /** With the account in the names of buckets and in variables. */
  readonly topology: Topology;
  readonly accountId: string;
  readonly clients: AwsClients;
  /** The environment in which AWS is called. */
  readonly env: Env;
}

/**
 * Runs a command on a stage, and closes its clients. Errors of AWS become one sentence.
 * @throws {UsageError} for a wrong stage or configuration, and where Region or credentials are missing.
 * @throws {CommandError} in the words of AWS, or with the right that is missing.
 */
export async function operate<T>(
  { stage }: OperatorOptions,
  shell: Shell,
  work: (operated: OperatedStage) => Promise<T>,
): Promise<T> {
  const configured = await loadDeployedStage(meantStage(stage, shell.env), shell.env);
  const env = await connectStage(configured, shell.env);
  const clients = createAwsClients({ ...env, AWS_REGION: env['AWS_REGION'] || configured.region });
  try {
    const operated = await describeStage(configured, env, clients);
    for (const line of clockNote(clients.aheadMs())) shell.stderr.write(`${line}\n`);
    return await work(operated);
  } catch (error) {
    const known = error instanceof CommandError || error instanceof UsageError;
    if (known || missingSetUp(error) !== undefined) throw error;
    throw new CommandError(errorText(error), { cause: error });
  } finally {
    clients.close();
  }
}

/**
 * Opens a stage that was loaded, on the AWS of an environment: its clients stay open.
 * @throws {UsageError} for a stage `local` whose endpoint is none.
 */
export async function openStage(configured: Topology, given: Env): Promise<OperatedStage> {
  const env = await connectStage(configured, given);
  const clients = createAwsClients(env);
  try {
    return await describeStage(configured, env, clients);
  } catch (error) {
    clients.close();
    throw error;
  }
}

async function describeStage(configured: Topology, env: Env, clients: AwsClients): Promise<OperatedStage> {
  const accountId = await findAccount(configured, clients);
  return { topology: withAccount(configured, accountId), accountId, clients, env };
}

/** Names are the same in every account. */
async function findAccount({ stage, settings }: Topology, { sts }: AwsClients): Promise<string> {
  const { Account: actual = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const { accountId: expected } = settings;
  if (expected === undefined || expected === actual) return actual;
  throw new CommandError(
    `config/stages/${stage}.yml says accountId "${expected}", but the credentials are those of account ${actual}`,
  );
}

/** The topology with the account in its names and variables. */
function withAccount(topology: Topology, accountId: string): Topology {
  const named = (bucket: Bucket): Bucket => ({ ...bucket, name: resolveAccount(bucket.name, accountId) });
  const environment = (texts: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, resolveAccount(text, accountId)]));
  return {
    ...topology,
    deadLetterBucket: named(topology.deadLetterBucket),
    archiveBucket: named(topology.archiveBucket),
    deliveryBucket: named(topology.deliveryBucket),
    functions: topology.functions.map((fn) => ({ ...fn, environment: environment(fn.environment) })),
  };
}

/** Writes one document of `--json`. */
export function writeDocument({ stdout }: Pick<Shell, 'stdout'>, value: unknown): void {
  stdout.write(`${printableJson(value, 2)}\n`);
}

/** Writes lines for people. They are printable already, or are made so by `renderTable`. */
export function writeLines({ stdout }: Pick<Shell, 'stdout'>, lines: readonly string[]): void {
  if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
}
