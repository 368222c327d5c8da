import type { Command } from 'commander';
import { charactersLeft, fitName, isNameable } from '../../../shared/eden/environment/names.ts';
import { loadValidProfile } from '../config-file.ts';
import { type CommonOptions, newCommand, withOverrides } from '../options.ts';
import { tellError, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

/** `eden name BRANCH`: a name that fits the profile. */
export function nameCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('name', 'Print a name that fits, cut and ended with a hash where it must be').argument(
    '<branch>',
  );
  return withOverrides(command).action((branch: string, options: CommonOptions) => {
    if (!isNameable(branch)) {
      tellError(shell, `Name ${JSON.stringify(branch)} has no letter or digit.`);
      return end(2);
    }
    const loaded = loadValidProfile(shell, options);
    if (loaded === undefined) return end(2);
    const name = fitName(branch, charactersLeft(loaded.profile));
    if (options.json !== true) shell.print(name);
    tellResult(shell, options, { name });
    end(0);
  });
}
