import type { Command } from 'commander';
import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { isLeased, phaseOf } from '../../../shared/eden/environment/phase.ts';
import { sleepOf, sleepText } from '../../../shared/eden/environment/sleep.ts';
import { STEP_ORDER } from '../../../shared/eden/environment/step-id.ts';
import { readSeedResult, seedText } from '../../../shared/eden/seed-task/seed-result.ts';
import { deployedRevision, otherRevision } from '../../../shared/eden/service/revision.ts';
import { printable, printableJson } from '../../../shared/log/printable.ts';
import { countText } from '../../baikonur/operator/quantity.ts';
import { type FoundEnvironment, findEnvironment } from '../find-environment.ts';
import { type CommonOptions, newCommand, withOverrides } from '../options.ts';
import { say } from '../remote.ts';
import { tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { utcText } from '../utc-text.ts';

/** `eden show NAME`: what the table and AWS say about one environment. */
export function showCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('show', 'Show journal, holder, events and target health of an environment').argument(
    '<name>',
  );
  return withOverrides(command).action(async (name: string, options: CommonOptions) =>
    end(await run(shell, name, options)),
  );
}

async function run(shell: Shell, name: string, options: CommonOptions): Promise<ExitCode> {
  const found = await findEnvironment(shell, name, options);
  if (found.code !== 0) return found.code;
  const { item, aws, names, at } = found;
  const service = await aws.describeService(at);
  const group = await aws.describeTargetGroup({ name: names.targetGroup });
  const targets = group?.TargetGroupArn === undefined ? [] : await aws.describeTargetHealth(group.TargetGroupArn);
  const events = (service?.events ?? [])
    .slice(0, 5)
    .map(({ createdAt, message }) => `${createdAt?.toISOString()} ${message}`);
  const container = service?.loadBalancers?.[0]?.containerName;
  const seed = await readSeedResult(aws, item, { cluster: at.cluster, container: seedContainer(found) ?? container });
  if (options.json === true) {
    shell.print(
      printableJson({ item, service: service?.status ?? 'MISSING', events, targets, ...(seed && { seedTask: seed }) }),
    );
    return 0;
  }
  const nowMs = shell.clock.now();
  const print = (line: string): void => shell.print(printable(line));
  print(`${item.name} ${item.endpoint ?? '-'} [${phaseText(item)}]`);
  print(`image: ${item.image ?? 'unknown'} ${item.image_digest ?? ''}`.trimEnd());
  for (const line of [...optionalLines(item), ...sleepLines(item)]) print(line);
  print(
    isLeased(item, nowMs)
      ? `held by: ${item.lease_holder ?? 'unknown'}, run ${item.run_id}, until ${new Date(item.lease_until ?? 0).toISOString()}`
      : 'held by: no run',
  );
  for (const step of STEP_ORDER) {
    const entry = item.journal?.[step];
    print(`  ${step}: ${entry?.state ?? '-'}${(entry?.arns ?? []).map((arn) => ` ${arn}`).join('')}`);
  }
  print(
    `service: ${service?.status ?? 'MISSING'}, ${service?.runningCount ?? 0} of ${service?.desiredCount ?? 0} tasks run`,
  );
  const other = otherRevision(service, deployedRevision(item));
  if (other !== undefined) print(`service: ${other}`);
  if (seed !== undefined) print(`seed task: ${seedText(seed)}`);
  for (const line of [...events, ...targets]) print(`  ${line}`);
  return 0;
}

/** The container of the seed task, where the profile names it. */
function seedContainer({ profile }: Pick<FoundEnvironment, 'profile'>): string | undefined {
  return profile.seedTask?.container;
}

/** The exact name, the end and the own settings of an environment, where it has them. */
function optionalLines({ given_name: given, expires_at: end, overrides }: EnvironmentItem): readonly string[] {
  return [
    ...(given === undefined ? [] : [`name: ${given}`]),
    ...(end === undefined ? [] : [`expires: ${utcText(end)}`]),
    ...(Array.isArray(overrides) && overrides.length > 0 ? [`set for it alone: ${overrides.join(', ')}`] : []),
  ];
}

/** Since when it sleeps, how many tasks it gets back, and what AWS said about a wake that failed. */
function sleepLines(item: EnvironmentItem): readonly string[] {
  const sleep = sleepOf(item);
  if (sleep === undefined) return [];
  const head = `${sleepText(sleep)} since ${utcText(sleep.since)}; awake it runs ${countText(sleep.desired_count, 'task')}`;
  return [head, ...(sleep.why ?? []).map((line) => `  ${line}`)];
}

/** The phase in words. A run that died before it wrote anything has left its lease alone. */
function phaseText(item: EnvironmentItem): string {
  const phase = phaseOf(item);
  if (phase === 'adopted') return 'made by an older eden';
  return phase === 'fresh' ? 'a run took the lease and wrote nothing yet' : phase;
}

/** `eden unlock NAME`: takes the lease from a run that will not come back. */
export function unlockCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('unlock', 'Take the lease of an environment from whoever holds it').argument('<name>');
  return withOverrides(command).action(async (name: string, options: CommonOptions) =>
    end(await unlock(shell, name, options)),
  );
}

async function unlock(shell: Shell, name: string, options: CommonOptions): Promise<ExitCode> {
  const found = await findEnvironment(shell, name, options);
  if (found.code !== 0) return found.code;
  const { item, aws } = found;
  const isHeld = isLeased(item, shell.clock.now());
  const answer = await aws.unlockItem({ type: item.type, name: item.name }, shell.newRunId());
  const status = answer !== 'written' ? 'never_leased' : isHeld ? 'unlocked' : 'not_held';
  const texts = {
    unlocked: `Took the lease of ${item.name} from ${item.lease_holder ?? 'an unknown run'}`,
    not_held: `No run held ${item.name}`,
    never_leased: `Environment ${item.name} was never leased`,
  };
  say(shell, options)(texts[status]);
  tellResult(shell, options, { status, name: item.name });
  return 0;
}
