import type { Command } from 'commander';
import { setIniKey } from '../../../shared/eden/profile/ini.ts';
import { canonicalKey } from '../../../shared/eden/profile/keys.ts';
import { parseProfile } from '../../../shared/eden/profile/profile.ts';
import { parseVariables } from '../../../shared/eden/profile/variables.ts';
import { countText } from '../../baikonur/operator/quantity.ts';
import { configPath, readConfig } from '../config-file.ts';
import { type CommonOptions, newCommand, readOverrides, withOverrides } from '../options.ts';
import { say } from '../remote.ts';
import { tellError, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

/** `eden config setup`: writes keys of a profile into the configuration file. */
export function setupCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('setup', 'Setup profiles for other commands');
  return withOverrides(command).action((options: CommonOptions) => end(setup(shell, options)));
}

function setup(shell: Shell, options: CommonOptions): ExitCode {
  const path = configPath(shell, options);
  const overrides = readOverrides({ ...options });
  if (overrides.length === 0) {
    tellError(shell, 'No parameters to update were given, exiting');
    return 2;
  }
  const wrong = wrongValues(options.profile, overrides);
  for (const message of wrong) tellError(shell, message);
  if (wrong.length > 0) return 2;
  const config = readConfig(shell, options);
  if (config?.status === 'invalid') {
    for (const line of config.problems) tellError(shell, `${path}: ${line}`);
    return 2;
  }
  const present = Object.keys(config?.sections.get(options.profile) ?? {});
  let text = shell.readFile(path) ?? '';
  for (const { given, key, value } of overrides) {
    /** A file with older names keeps them: the Python eden may still read it. */
    const written = present.find((other) => canonicalKey(other) === key) ?? given;
    const shown =
      key === 'environment' ? `${Object.keys(parseVariables(value) ?? {}).join(', ')} (values not shown)` : value;
    say(shell, options)(`Setting ${written} to ${shown} in profile ${options.profile}`);
    text = setIniKey(text, { section: options.profile, key: written }, value);
  }
  shell.writeFile(path, text);
  tellResult(shell, options, { status: 'set', profile: options.profile, keys: overrides.map(({ key }) => key) });
  return 0;
}

/** Problems of the given values alone: the other keys of the profile may follow later. */
function wrongValues(profile: string, overrides: ReturnType<typeof readOverrides>): readonly string[] {
  const given = Object.fromEntries(overrides.map(({ key, value }) => [key, value]));
  const parsed = parseProfile(given, `Profile ${profile}`);
  const problems = parsed.status === 'invalid' ? parsed.problems : [];
  return problems.flatMap(({ field = '', message }) => (given[field] ? [message] : []));
}

/** `eden config check`: every profile of the file, or the one that is named. */
export function checkCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('check', 'Check configuration file integrity');
  return command.action((options: CommonOptions) => {
    const isNamed = command.getOptionValueSource('profile') === 'cli';
    end(check(shell, options, isNamed ? options.profile : undefined));
  });
}

function check(shell: Shell, options: CommonOptions, only: string | undefined): ExitCode {
  const path = configPath(shell, options);
  const config = readConfig(shell, options);
  const errors = checkErrors(config, path, only);
  for (const error of errors) say(shell, options)(error);
  say(shell, options)(errors.length === 0 ? 'No errors found' : `Found ${countText(errors.length, 'error')}`);
  tellResult(shell, options, { errors });
  return errors.length === 0 ? 0 : 1;
}

function checkErrors(config: ReturnType<typeof readConfig>, path: string, only: string | undefined): readonly string[] {
  if (config === undefined) return [`Configuration file ${path} does not exist; eden config setup makes it.`];
  if (config.status === 'invalid') return config.problems.map((line) => `${path}: ${line}`);
  if (config.sections.size === 0) return [`Configuration file ${path} has no profile; eden config setup makes one.`];
  if (only !== undefined && !config.sections.has(only)) return [`Profile ${only} is not in ${path}.`];
  return [...config.sections].flatMap(([name, fields]) => {
    if (only !== undefined && name !== only) return [];
    const unknown = Object.keys(fields).filter((key) => canonicalKey(key) === undefined);
    const parsed = parseProfile(fields, `Profile ${name}`);
    return [
      ...(parsed.status === 'invalid' ? parsed.problems.map(({ message }) => message) : []),
      ...unknown.map((key) => `Profile ${name}: ${key} is no key of a profile.`),
    ];
  });
}
