import type { Command } from 'commander';
import { fitName, roomForName } from '../../../shared/eden/environment/names.ts';
import { parseProfile } from '../../../shared/eden/profile/profile.ts';
import { loadFields } from '../config-file.ts';
import { type CommonOptions, newCommand, withOverrides } from '../options.ts';
import type { ExitCode, Shell } from '../shell.ts';

/** `eden name BRANCH`: a name that fits the profile. */
export function nameCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('name', 'Print a name that fits, cut and ended with a hash where it must be').argument(
    '<branch>',
  );
  return withOverrides(command).action((branch: string, options: CommonOptions) => {
    const loaded = loadFields(shell, options);
    const parsed = loaded.status === 'ok' ? parseProfile(loaded.fields, `Profile ${options.profile}`) : undefined;
    if (loaded.status === 'invalid') for (const message of loaded.messages) shell.warn(message);
    if (parsed?.status === 'invalid') for (const { message } of parsed.problems) shell.warn(message);
    if (parsed?.status === 'ok') shell.print(fitName(branch, roomForName(parsed.profile)));
    end(parsed?.status === 'ok' ? 0 : 2);
  });
}
