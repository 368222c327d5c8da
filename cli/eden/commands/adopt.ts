import type { Command } from 'commander';
import { type AdoptionOutcome, adoptEnvironment } from '../../../shared/eden/adoption/adopt.ts';
import { isOfOlderEden } from '../../../shared/eden/environment/phase.ts';
import type { LoadedProfile } from '../../../shared/eden/profile/profile.ts';
import { countText } from '../../baikonur/operator/quantity.ts';
import { loadValidProfile } from '../config-file.ts';
import { type CommonOptions, newCommand, parseDuration, withOverrides } from '../options.ts';
import { createDeps, isInRegion, openTable, say } from '../remote.ts';
import { tellError, tellFailure, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

interface Options extends CommonOptions {
  readonly yes?: boolean;
  readonly lockTimeout: string;
}

/** `eden adopt [NAME]`: environments of the Python eden get this eden's tags. */
export function adoptCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand(
    'adopt',
    'Give the resources of environments of the Python eden tags: then the API and the reaper handle them',
  )
    .argument('[name]', 'exact name of the environment; without it all of the profile')
    .option('--yes', 'do what the plan says')
    .option('--lock-timeout <time>', 'how long to wait for another run', '120s');
  return withOverrides(command).action(async (name: string | undefined, options: Options) =>
    end(await run(shell, name, options)),
  );
}

async function run(shell: Shell, name: string | undefined, options: Options): Promise<ExitCode> {
  const lockMs = parseDuration(options.lockTimeout);
  if (lockMs === undefined) tellError(shell, `--lock-timeout is like 120s or 5m, not ${options.lockTimeout}.`);
  const loaded = loadValidProfile(shell, options);
  if (lockMs === undefined || loaded === undefined || !(await isInRegion(shell, loaded.profile))) return 2;
  const { status } = await openTable(shell, options, 'tell');
  if (status === 'refused') return 1;
  const names = status === 'missing' ? [] : name === undefined ? await olderNames(shell, options, loaded) : [name];
  if (names.length === 0) say(shell, options)('No environments of the Python eden to adopt');
  let code: ExitCode = 0;
  let planned = 0;
  for (const one of names) {
    if (shell.interruption.isInterrupted()) break;
    const named = { ...options, name: one };
    const deps = { ...createDeps(shell, named, lockMs), mayAdopt: true };
    const request = { profileName: options.profile, loaded, name: one, isDry: options.yes !== true };
    const outcome = await adoptEnvironment(deps, request);
    if (outcome.status === 'failed') code = tellFailure(shell, named, outcome);
    else if (outcome.status === 'absent') {
      tellError(shell, `Environment ${outcome.name} is not in DynamoDB table ${options.remoteTableName}.`);
      code = 1;
    } else tellOutcome(shell, options, outcome);
    if (outcome.status === 'planned') planned += 1;
  }
  if (planned > 0) say(shell, options)(`Nothing was changed. --yes adopts ${countText(planned, 'environment')}.`);
  return code;
}

/** The names of the profile's environments that an older eden made, as their items have them. */
async function olderNames(shell: Shell, options: Options, { profile }: LoadedProfile): Promise<readonly string[]> {
  const items = await shell.createAws(options.remoteTableName).scanEnvironments();
  const prefix = `${profile.namePrefix}-`;
  return items
    .filter((item) => item.type === options.profile && isOfOlderEden(item))
    .map(({ name }) => (name.startsWith(prefix) ? name.slice(prefix.length) : name))
    .toSorted();
}

function tellOutcome(
  shell: Shell,
  options: Options,
  outcome: Exclude<AdoptionOutcome, { status: 'failed' | 'absent' }>,
): void {
  const tell = say(shell, options);
  switch (outcome.status) {
    case 'own':
      tell(`Environment ${outcome.name} belongs to this eden already`);
      break;
    case 'planned':
      tell(`Environment ${outcome.name} (${outcome.host}):`);
      for (const { kind, arn, isTagged } of outcome.resources) {
        tell(`  ${isTagged ? 'has its tags' : 'would be tagged'}: ${kind} ${arn}`);
      }
      break;
    case 'adopted':
      tell(`Adopted environment ${outcome.name} (${outcome.host})`);
      break;
  }
  tellResult(shell, options, { ...outcome });
}
