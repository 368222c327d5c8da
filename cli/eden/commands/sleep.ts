import { type Command, Option } from 'commander';
import { locateEnvironment } from '../../../shared/eden/environment/locate.ts';
import { sleepOf } from '../../../shared/eden/environment/sleep.ts';
import { sleepEnvironment } from '../../../shared/eden/operation/sleep.ts';
import type { SleepTarget } from '../../../shared/eden/operation/sleep-run.ts';
import { loadValidProfile } from '../config-file.ts';
import { sleepInGroup, wakeInGroup } from '../group/sleep-in-group.ts';
import { type CommonOptions, newCommand, parseDuration, withOverrides } from '../options.ts';
import { createDeps, isInRegion, openTable } from '../remote.ts';
import { tellError, tellFailure, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { stepUntilAwake } from '../step-until-awake.ts';

interface Options extends CommonOptions {
  readonly lockTimeout: string;
  readonly waitTimeout?: string;
  readonly group?: string;
}

interface Named extends Options {
  readonly name: string;
}

/** `eden sleep NAME`. */
export function sleepCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('sleep', 'Stop the tasks of an environment until the next request')
    .argument('<name>')
    .addOption(groupOption('all or none'))
    .option('--lock-timeout <time>', 'how long to wait for another run', '120s');
  return withOverrides(command).action(async (name: string, options: Options) =>
    end(await sleep(shell, { ...options, name })),
  );
}

function groupOption(how: string): Option {
  return new Option('--group <group>', `of all profiles with this group, ${how}`).conflicts('profile');
}

async function sleep(shell: Shell, options: Named): Promise<ExitCode> {
  const lockMs = readLock(shell, options);
  if (lockMs === undefined) return 2;
  if (options.group !== undefined) return await sleepInGroup(shell, options.group, options, lockMs);
  const opened = await open(shell, options, lockMs);
  if (opened.code !== 0) return opened.code;
  const outcome = await sleepEnvironment(opened.deps, opened.target);
  if (outcome.status === 'absent') return tellAbsent(shell, options, outcome.name);
  if (outcome.status === 'failed') return tellFailure(shell, options, outcome);
  if (outcome.status === 'already' && options.json !== true)
    shell.print(`Environment ${outcome.name} is asleep already`);
  tellResult(shell, options, { ...outcome });
  return 0;
}

/** `eden wake NAME`. */
export function wakeCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('wake', 'Start the tasks of an environment that is asleep, and wait until it is healthy')
    .argument('<name>')
    .addOption(groupOption('side by side'))
    .option('--lock-timeout <time>', 'how long to wait for another run', '120s')
    .option('--wait-timeout <time>', 'the longest wait', '11m');
  return withOverrides(command).action(async (name: string, options: Options) =>
    end(await wake(shell, { ...options, name })),
  );
}

async function wake(shell: Shell, options: Named): Promise<ExitCode> {
  const waitMs = parseDuration(options.waitTimeout ?? '');
  if (waitMs === undefined) tellError(shell, `--wait-timeout is like 120s or 5m, not ${options.waitTimeout}.`);
  const lockMs = readLock(shell, options);
  if (waitMs === undefined || lockMs === undefined) return 2;
  if (options.group !== undefined) return await wakeInGroup(shell, options.group, options, { lockMs, waitMs });
  const opened = await open(shell, options, lockMs);
  if (opened.code !== 0) return opened.code;
  const outcome = await stepUntilAwake(opened.deps, opened.target, shell.clock.now() + waitMs);
  switch (outcome.status) {
    case 'absent':
      return tellAbsent(shell, options, outcome.name);
    case 'failed':
      return tellFailure(shell, options, outcome);
    case 'waking':
      tellError(
        shell,
        `Environment ${outcome.name} is waking and has no healthy target yet. The reaper and the next request go on; eden show ${JSON.stringify(options.name)} -p ${options.profile} says how far it is.`,
      );
      break;
    case 'unhealthy':
      tellError(shell, `Environment ${outcome.name} did not become healthy; its tasks are stopped again.`);
      for (const line of outcome.why) shell.warn(line);
      break;
    case 'awake':
      if (sleepOf(opened.target.located.item) === undefined && options.json !== true) {
        shell.print(`Environment ${outcome.name} is awake already`);
      }
  }
  tellResult(shell, options, { ...outcome });
  return outcome.status === 'awake' ? 0 : 1;
}

function readLock(shell: Shell, { lockTimeout }: Named): number | undefined {
  const lockMs = parseDuration(lockTimeout);
  if (lockMs === undefined) tellError(shell, `--lock-timeout is like 120s or 5m, not ${lockTimeout}.`);
  return lockMs;
}

async function open(shell: Shell, options: Named, lockMs: number) {
  const loaded = loadValidProfile(shell, options);
  if (loaded === undefined || !(await isInRegion(shell, loaded.profile))) return { code: 2 as const };
  if ((await openTable(shell, options, 'tell')).status !== 'ready') return { code: 1 as const };
  const deps = createDeps(shell, options, lockMs);
  const at = { profile: loaded.profile, profileName: options.profile, given: options.name };
  const target: SleepTarget = { located: await locateEnvironment(deps.aws, at), ...loaded };
  return { code: 0 as const, deps, target };
}

function tellAbsent(shell: Shell, { remoteTableName }: Named, name: string): ExitCode {
  tellError(shell, `Environment ${name} is not in DynamoDB table ${remoteTableName}.`);
  return 1;
}
