import type { GroupOutcome } from '../../../shared/eden/operation/group.ts';
import type { Failed } from '../../../shared/eden/operation/outcome.ts';
import { printableJson } from '../../../shared/log/printable.ts';
import type { CommonOptions } from '../options.ts';
import { leftText, tellError, tellLease, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

type Options = CommonOptions & { readonly name: string };

/** Results of the members, and those that were not touched. */
interface Members {
  readonly members: readonly { readonly profile: string; readonly status: string }[];
  readonly unchanged: readonly string[];
}

/** The statuses of members, the one that says the most about the group first. */
const STATUSES = ['created', 'updated', 'deleted', 'unhealthy', 'waking', 'asleep', 'awake', 'already'];

/** Tells the results of members, with one status for all. */
export function tellGroupResult(shell: Shell, options: Options, group: string, { members, unchanged }: Members): void {
  const statuses = members.map(({ status }) => status);
  const status = STATUSES.find((one) => statuses.includes(one)) ?? statuses[0] ?? 'unchanged';
  if (options.output === 'github') {
    const flat = members.flatMap(({ profile, ...rest }) =>
      Object.entries(rest).map(([key, value]) => [`${profile}_${key}`, value] as const),
    );
    tellResult(shell, options, { status, group, name: options.name, ...Object.fromEntries(flat) });
  } else tellResult(shell, options, { status, group, name: options.name, members, unchanged });
}

/** Tells why a group failed, and what is left of it. */
export function tellGroupFailure(
  shell: Shell,
  options: Options,
  group: string,
  failed: Extract<GroupOutcome<{ readonly status: string } & Pick<Failed, 'leasedUntilMs'>>, { status: 'failed' }>,
): ExitCode {
  for (const { message } of failed.problems) tellError(shell, message);
  shell.warn(leftText(failed.left));
  for (const { profile, outcome } of failed.members) tellLease(shell, { name: options.name, profile }, outcome);
  if (options.json === true) shell.print(printableJson({ ...failed, group, name: options.name }));
  return failed.problems.every(({ code }) => code === 'bad_request') ? 2 : 1;
}
