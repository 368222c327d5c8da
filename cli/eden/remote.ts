import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import type { Profile, ProfileFields } from '../../shared/eden/profile/profile.ts';
import type { EdenDeps } from '../../shared/eden/run/run.ts';
import type { TableAdmin, TableKind } from '../../shared/eden/table/admin.ts';
import type { CommonOptions } from './options.ts';
import { tellError } from './result.ts';
import type { Shell } from './shell.ts';

/** A lease of the CLI: renewed with each write, gone a minute after it dies. */
export const CLI_LEASE = { durationMs: 60_000, renews: true };

/** Looks at the table, makes it where allowed, and says whether it is there. */
export async function openTable(
  shell: Shell,
  options: CommonOptions,
  whenMissing: 'create' | 'tell',
): Promise<{ readonly status: 'ready' | 'missing' | 'refused'; readonly admin: TableAdmin }> {
  const admin = shell.createAdmin();
  const table = options.remoteTableName;
  const kind = await admin.inspect(table);
  const problem = tableProblem(kind, table);
  if (problem !== undefined) tellError(shell, problem);
  if (problem !== undefined) return { status: 'refused', admin };
  if (kind === 'missing' && whenMissing === 'tell') {
    shell.warn(`DynamoDB table ${table} does not exist in Region ${(await shell.region()) ?? 'unknown'}.`);
    return { status: 'missing', admin };
  }
  if (kind === 'missing') {
    say(shell, options)('Waiting for table creation...');
    await admin.create(table);
  }
  return { status: 'ready', admin };
}

/** Whether the AWS Region is the one of the profile's ARNs; tells it where not: a table would be made in another Region. */
export async function isInRegion(shell: Shell, { masterAlbArn, referenceServiceArn }: Profile): Promise<boolean> {
  return await areInRegion(shell, { master_alb_arn: masterAlbArn, reference_service_arn: referenceServiceArn });
}

/** The same for fields that were not parsed: what is no ARN is in no Region. */
export async function areInRegion(shell: Shell, fields: ProfileFields): Promise<boolean> {
  const region = await shell.region();
  const arns = [fields['master_alb_arn'], fields['reference_service_arn']].filter((arn) => arn?.startsWith('arn:'));
  const wrong = arns.find((arn) => region !== undefined && arn?.split(':')[3] !== region);
  if (wrong !== undefined) {
    tellError(shell, `The AWS Region is ${region}, and the profile has ${wrong}; set AWS_REGION. Nothing was changed.`);
  }
  return wrong === undefined;
}

/** Why a table cannot be used; undefined for ours. */
function tableProblem(kind: TableKind, table: string): string | undefined {
  if (kind === 'version_0_1_5') {
    return `DynamoDB table ${table} was made by version 0.1.5 of the Python eden; bring it over with: eden config import --from-table ${table} --remote-table-name NEW.`;
  }
  return kind === 'other' ? `DynamoDB table ${table} is not eden's: its keys are not type and name.` : undefined;
}

/** Where steps are printed: beside a result in JSON or for GitHub they go to standard error. */
export function say(shell: Shell, { json, output }: CommonOptions): (line: string) => void {
  return json === true || output !== undefined ? shell.warn : shell.print;
}

/** Creates the ports and settings of a CLI run on an environment; from now on a signal ends it in order. */
export function createDeps(
  shell: Shell,
  options: CommonOptions & { readonly name: string; readonly adopt?: boolean },
  lockTimeoutMs: number,
): EdenDeps {
  shell.interruption.begin({ profile: options.profile, name: options.name });
  return {
    aws:
      options.verbose === true
        ? traced(shell, shell.createAws(options.remoteTableName))
        : shell.createAws(options.remoteTableName),
    tableName: options.remoteTableName,
    clock: shell.clock,
    newRunId: shell.newRunId,
    random: shell.random,
    holder: shell.holder,
    lease: CLI_LEASE,
    lockTimeoutMs,
    isInterrupted: shell.interruption.isInterrupted,
    mayAdopt: options.adopt === true,
    say: say(shell, options),
  };
}

/** Ports that tell each call and its time on standard error: `--verbose`. */
function traced(shell: Shell, aws: EdenAws): EdenAws {
  const wrapped = Object.entries(aws).map(([name, call]) => [
    name,
    async (...args: unknown[]) => {
      const startedAtMs = shell.clock.now();
      try {
        return await (call as (...args: unknown[]) => Promise<unknown>)(...args);
      } finally {
        shell.warn(`${name} ${shell.clock.now() - startedAtMs} ms`);
      }
    },
  ]);
  // The same names and the same functions, each with a line more.
  return Object.fromEntries(wrapped) as EdenAws;
}
