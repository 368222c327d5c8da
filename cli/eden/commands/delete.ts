import { type Command, Option } from 'commander';
import { deleteEnvironment } from '../../../shared/eden/operation/delete.ts';
import { loadProfile } from '../config-file.ts';
import { deleteInGroup } from '../group/delete-in-group.ts';
import { type CommonOptions, newCommand, outputOption, parseDuration, withOverrides } from '../options.ts';
import { createDeps, isInRegion, openTable } from '../remote.ts';
import { tellError, tellFailure, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

interface Options extends CommonOptions {
  readonly name: string;
  readonly lockTimeout: string;
  readonly adopt?: boolean;
  readonly group?: string;
}

/** `eden delete`. */
export function deleteCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('delete', 'Delete environment')
    .requiredOption('--name <name>', 'environment name (branch name etc.)')
    .addOption(new Option('--group <group>', 'of all profiles with this group').conflicts('profile'))
    .option('--adopt', 'also an environment of the Python eden, whose resources have no tags (see eden adopt)')
    .option('--lock-timeout <time>', 'how long to wait for another run', '120s')
    .addOption(outputOption());
  return withOverrides(command).action(async (options: Options) =>
    end(await (options.group === undefined ? run(shell, options) : deleteInGroup(shell, options.group, options))),
  );
}

async function run(shell: Shell, options: Options): Promise<ExitCode> {
  const lockMs = parseDuration(options.lockTimeout);
  const profile = loadProfile(shell, options);
  if (lockMs === undefined) tellError(shell, `--lock-timeout is like 120s or 5m, not ${options.lockTimeout}.`);
  if (profile.status === 'unreadable') for (const message of profile.messages) tellError(shell, message);
  if (lockMs === undefined || profile.status === 'unreadable') return 2;
  if (profile.status === 'ok' && !(await isInRegion(shell, profile.profile))) return 2;
  const { status } = await openTable(shell, options, 'tell');
  if (status === 'refused') return 1;
  const outcome =
    status === 'missing'
      ? ({ status: 'absent', name: options.name, runId: '' } as const)
      : await deleteEnvironment(createDeps(shell, options, lockMs), {
          profileName: options.profile,
          profile,
          name: options.name,
        });
  if (outcome.status === 'failed') return tellFailure(shell, options, outcome);
  if (outcome.status === 'absent' && options.json !== true) {
    shell.print(`Environment ${outcome.name} is not in DynamoDB table ${options.remoteTableName}, nothing to delete`);
  }
  tellResult(shell, options, { ...outcome });
  return 0;
}
