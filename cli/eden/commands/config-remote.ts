import type { Command } from 'commander';
import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { differingKeys } from '../../../shared/eden/environment/profile-changes.ts';
import { setIniKey } from '../../../shared/eden/profile/ini.ts';
import { canonicalFields } from '../../../shared/eden/profile/profile.ts';
import type { PushedProfile } from '../../../shared/eden/table/admin.ts';
import { readOldTable } from '../../../shared/eden/table/old-table.ts';
import { printableJson } from '../../../shared/log/printable.ts';
import { countText } from '../../baikonur/operator/quantity.ts';
import { compareRights } from '../compare-rights.ts';
import { configPath, loadValidProfile, readConfig } from '../config-file.ts';
import { type CommonOptions, newCommand, withOverrides } from '../options.ts';
import { areInRegion, isInRegion, openTable, say } from '../remote.ts';
import { tellError, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

interface ForceOptions extends CommonOptions {
  readonly force?: boolean;
}

/** `eden config push`: the local profile into the table, for the API. */
export function pushCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('push', 'Push local profile to DynamoDB for use by eden API').option(
    '--force',
    'though environments live by the old one',
  );
  return withOverrides(command).action(async (options: ForceOptions) => end(await push(shell, options)));
}

async function push(shell: Shell, options: ForceOptions): Promise<ExitCode> {
  const loaded = loadValidProfile(shell, options);
  if (loaded === undefined) return 2;
  if (!(await isInRegion(shell, loaded.profile))) return 2;
  const { status, admin } = await openTable(shell, options, 'create');
  if (status === 'refused') return 1;
  const table = options.remoteTableName;
  const pushed = await admin.getProfile(table, options.profile);
  const moved = pushed.status === 'found' ? differingKeys(pushed.fields, loaded.fields) : [];
  if (moved.length > 0 && (await isLivedIn(shell, options, `changes ${moved.join(', ')}`))) return 1;
  await admin.putProfile(table, options.profile, loaded.fields);
  say(shell, options)(`Successfully pushed profile ${options.profile} to DynamoDB table ${table}`);
  await compareRights(shell, loaded.profile, table);
  tellResult(shell, options, { status: 'pushed', profile: options.profile, table });
  return 0;
}

/** Names the environments that live by the pushed profile; true when they keep the command from going on. */
async function isLivedIn(shell: Shell, options: ForceOptions, what: string): Promise<boolean> {
  if (options.force === true) return false;
  const items = await shell.createAws(options.remoteTableName).scanEnvironments();
  const live = items.filter(({ type }) => type === options.profile);
  if (live.length === 0) return false;
  const names = live.map(({ name }: EnvironmentItem) => name).join(', ');
  tellError(
    shell,
    `This ${what}, and of profile ${options.profile} ${countText(live.length, 'environment')} ${live.length === 1 ? 'lives' : 'live'}: ${names}. Delete ${live.length === 1 ? 'it' : 'them'} first, or --force.`,
  );
  return true;
}

/** `eden config remote-rm`: takes a pushed profile away. */
export function removeCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('remote-rm', 'Delete remote profile from DynamoDB').option(
    '--force',
    'though environments live by it',
  );
  return command.action(async (options: ForceOptions) => {
    const { status, admin } = await openTable(shell, options, 'tell');
    if (status === 'refused') return end(1);
    const table = options.remoteTableName;
    if (status === 'missing' || (await admin.getProfile(table, options.profile)).status === 'missing') {
      say(shell, options)(`Profile ${options.profile} is not in DynamoDB table ${table}, nothing to remove`);
      tellResult(shell, options, { status: 'absent', profile: options.profile, table });
      return end(0);
    }
    if (await isLivedIn(shell, options, 'removes the profile')) return end(1);
    await admin.removeProfile(table, options.profile);
    say(shell, options)(`Successfully removed profile ${options.profile} from DynamoDB table ${table}`);
    tellResult(shell, options, { status: 'removed', profile: options.profile, table });
    return end(0);
  });
}

/** `eden config pull`: a pushed profile into the configuration file. */
export function pullCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  return newCommand('pull', 'Write a pushed profile into the configuration file').action(
    async (options: CommonOptions) => {
      const { status, admin } = await openTable(shell, options, 'tell');
      if (status === 'refused') return end(1);
      const pushed: PushedProfile =
        status === 'missing' ? { status } : await admin.getProfile(options.remoteTableName, options.profile);
      if (pushed.status !== 'found') {
        const [name, table] = [options.profile, options.remoteTableName];
        if (pushed.status === 'missing') tellError(shell, `Profile ${name} is not in DynamoDB table ${table}.`);
        else tellError(shell, `Profile ${name} in DynamoDB table ${table} is no JSON object.`);
        return end(1);
      }
      const path = configPath(shell, options);
      const config = readConfig(shell, options);
      if (config?.status === 'invalid') {
        for (const line of config.problems) tellError(shell, `${path}: ${line}`);
        return end(2);
      }
      const text = Object.entries(canonicalFields(pushed.fields)).reduce(
        (written, [key, value]) => setIniKey(written, { section: options.profile, key }, value),
        shell.readFile(path) ?? '',
      );
      shell.writeFile(path, text);
      const { profile, remoteTableName: table } = options;
      say(shell, options)(`Successfully pulled profile ${profile} from DynamoDB table ${table}`);
      tellResult(shell, options, { status: 'pulled', profile, table });
      return end(0);
    },
  );
}

/** `eden config ls`: the pushed profiles. */
export function listProfilesCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  return newCommand('ls', 'List pushed profiles').action(async (options: CommonOptions) => {
    const { status, admin } = await openTable(shell, options, 'tell');
    if (status === 'refused') return end(1);
    const items = status === 'missing' ? [] : await admin.scan(options.remoteTableName);
    const names = items
      .filter(({ type }) => type === '_profile')
      .map(({ name }) => String(name))
      .toSorted();
    if (options.json === true) shell.print(printableJson(names));
    else for (const name of names.length === 0 ? ['No profiles available'] : names) shell.print(name);
    return end(0);
  });
}

/** `eden config import`: profiles and environments of a table of version 0.1.5. */
export function importCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  return newCommand('import', 'Copy profiles and environments from a table of version 0.1.5')
    .requiredOption('--from-table <table>', 'the old table')
    .action(async (options: CommonOptions & { readonly fromTable: string }) => end(await importTable(shell, options)));
}

async function importTable(shell: Shell, options: CommonOptions & { readonly fromTable: string }): Promise<ExitCode> {
  const from = options.fromTable;
  const kind = await shell.createAdmin().inspect(from);
  if (kind !== 'version_0_1_5') {
    tellError(shell, `DynamoDB table ${from} is ${kind === 'missing' ? 'missing' : 'not one of version 0.1.5'}.`);
    return 1;
  }
  const { profiles, environments } = readOldTable(await shell.createAdmin().scan(from));
  for (const { fields } of profiles) if (!(await areInRegion(shell, canonicalFields(fields)))) return 2;
  const { status, admin } = await openTable(shell, options, 'create');
  if (status === 'refused') return 1;
  for (const { name, fields } of profiles)
    await admin.putProfile(options.remoteTableName, name, canonicalFields(fields));
  let copied = 0;
  for (const item of environments) {
    if ((await admin.putIfAbsent(options.remoteTableName, { ...item })) === 'written') copied += 1;
  }
  say(
    shell,
    options,
  )(
    `Copied ${countText(profiles.length, 'profile')} and ${countText(copied, 'environment')} from ${from} to ${options.remoteTableName}; there already: ${environments.length - copied}`,
  );
  const present = environments.length - copied;
  tellResult(shell, options, { status: 'imported', profiles: profiles.length, environments: copied, present });
  return 0;
}
