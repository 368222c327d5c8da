import { deleteGroup } from '../../../shared/eden/operation/group.ts';
import { type CommonOptions, parseDuration } from '../options.ts';
import { openTable } from '../remote.ts';
import { tellError } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { loadMembers, memberDeps } from './members.ts';
import { tellGroupFailure, tellGroupResult } from './result.ts';

/** `eden delete --group`: the environments of all its profiles, side by side. */
export async function deleteInGroup(
  shell: Shell,
  group: string,
  options: CommonOptions & { readonly name: string; readonly lockTimeout: string },
): Promise<ExitCode> {
  const lockMs = parseDuration(options.lockTimeout);
  if (lockMs === undefined) tellError(shell, `--lock-timeout is like 120s or 5m, not ${options.lockTimeout}.`);
  if (lockMs === undefined) return 2;
  const loaded = await loadMembers(shell, group, options, (own) => own);
  if (loaded.code !== 0) return loaded.code;
  const { status } = await openTable(shell, options, 'tell');
  if (status === 'refused') return 1;
  const outcome = await deleteGroup(
    (status === 'missing' ? [] : loaded.members).map((member) => ({
      deps: memberDeps(shell, member, lockMs),
      request: { profileName: member.options.profile, profile: member.profile, name: options.name },
    })),
  );
  if (outcome.status === 'failed') return tellGroupFailure(shell, options, group, outcome);
  const members = outcome.members.map(({ profile, outcome: removed }) => ({ profile, ...removed }));
  if (members.every((one) => one.status === 'absent') && options.json !== true) {
    shell.print(`No environment ${options.name} of group ${group} is in DynamoDB table ${options.remoteTableName}`);
  }
  tellGroupResult(shell, options, group, { members, unchanged: [] });
  return 0;
}
