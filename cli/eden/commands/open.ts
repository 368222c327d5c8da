import type { Command } from 'commander';
import { findEnvironment } from '../find-environment.ts';
import { type CommonOptions, newCommand, withOverrides } from '../options.ts';
import { tellError, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

/** `eden open NAME`: the environment in the browser. */
export function openCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('open', 'Open an environment in the browser, and print its URL')
    .argument('<name>')
    .option('--print', 'print the URL alone');
  return withOverrides(command).action(async (name: string, options: CommonOptions & { readonly print?: boolean }) =>
    end(await run(shell, name, options)),
  );
}

async function run(
  shell: Shell,
  name: string,
  options: CommonOptions & { readonly print?: boolean },
): Promise<ExitCode> {
  const found = await findEnvironment(shell, name, options);
  if (found.code !== 0) return found.code;
  const { item, names, profile, aws } = found;
  const host = item.endpoint?.toLowerCase() ?? '';
  const zone = profile.dynamicZoneName ?? (await aws.getZoneName(profile.dynamicZoneId));
  // Whoever may write into the table must not choose the page that a browser opens.
  if (host !== `${names.hostLabel.toLowerCase()}.${zone?.toLowerCase()}`) {
    tellError(shell, `Environment ${item.name} has no host of its own: ${JSON.stringify(item.endpoint ?? '')}.`);
    return 1;
  }
  const url = `https://${host}`;
  if (options.json === true) tellResult(shell, options, { url });
  else shell.print(url);
  if (options.print !== true && options.json !== true) await shell.openUrl(url);
  return 0;
}
