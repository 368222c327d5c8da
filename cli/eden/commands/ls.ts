import type { Command } from 'commander';
import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { sharedHosts } from '../../../shared/eden/environment/own-host.ts';
import { isCrashed, isLeased } from '../../../shared/eden/environment/phase.ts';
import { sleepOf, sleepText } from '../../../shared/eden/environment/sleep.ts';
import { printable, printableJson } from '../../../shared/log/printable.ts';
import { type CommonOptions, newCommand } from '../options.ts';
import { openTable } from '../remote.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { utcText } from '../utc-text.ts';
import { wideTable } from '../wide-table.ts';

interface Options extends CommonOptions {
  readonly wide?: boolean;
}

/** `eden ls`: all profiles' environments, or those of the one that is named. */
export function lsCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('ls', 'List existing environments').option(
    '--wide',
    'a table: image tag, state, time since the last deployment, time until the expiry',
  );
  return command.action(async (options: Options) => {
    const isNamed = command.getOptionValueSource('profile') === 'cli';
    end(await run(shell, options, isNamed ? options.profile : undefined));
  });
}

async function run(shell: Shell, options: Options, only: string | undefined): Promise<ExitCode> {
  const { status } = await openTable(shell, options, 'tell');
  if (status === 'refused') return 1;
  const all = status === 'missing' ? [] : await shell.createAws(options.remoteTableName).scanEnvironments();
  const items = all.filter(({ type }) => only === undefined || type === only);
  if (options.json === true) {
    shell.print(printableJson(items));
    return 0;
  }
  if (items.length === 0) shell.print('No environments available');
  else if (options.wide === true) for (const line of wideTable(items, shell.clock.now())) shell.print(line);
  else printByProfile(shell, items);
  return 0;
}

function printByProfile(shell: Shell, items: readonly EnvironmentItem[]): void {
  const shared = sharedHosts(items);
  for (const [at, [profile, environments]] of Object.entries(Object.groupBy(items, ({ type }) => type)).entries()) {
    if (at > 0) shell.print('');
    shell.print(printable(`Profile ${profile}:`));
    for (const item of (environments ?? []).toSorted((a, b) => (a.name < b.name ? -1 : 1)))
      shell.print(printable(describe(item, { nowMs: shell.clock.now(), others: shared.get(item) ?? [] })));
  }
}

/** Times in UTC, from the epoch seconds that every version writes; an older text is shown as it is. */
function describe(
  item: EnvironmentItem,
  { nowMs, others }: { readonly nowMs: number; readonly others: readonly string[] },
): string {
  const { name, environment, given_name, endpoint, last_updated, last_updated_time, expires_at, status } = item;
  const updated = typeof last_updated === 'number' ? utcText(last_updated) : (last_updated_time ?? 'never');
  const ends = expires_at === undefined ? '' : ` (expires: ${utcText(expires_at)})`;
  const run = isLeased(item, nowMs) ? `held by ${item.lease_holder}` : isCrashed(item, nowMs) ? 'unfinished' : '';
  const sleep = sleepOf(item);
  const host = others.length === 0 ? '' : `its host is also that of ${others.join(', ')}`;
  const own = [status === 'ready' ? '' : (status ?? ''), sleep === undefined ? '' : sleepText(sleep), run, host];
  const states = own.filter((one) => one !== '');
  const state = states.length === 0 ? '' : ` [${states.join(', ')}]`;
  const made = given_name === undefined || given_name === environment ? '' : ` (name: ${given_name})`;
  return `${name} ${endpoint ?? '-'} (last updated: ${updated})${ends}${made}${state}`;
}
