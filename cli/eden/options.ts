import { Command, InvalidArgumentError, Option } from 'commander';
import { canonicalKey, PROFILE_KEYS } from '../../shared/eden/profile/keys.ts';
import { parseVariables } from '../../shared/eden/profile/variables.ts';

/** Options that every command has. */
export interface CommonOptions {
  readonly profile: string;
  readonly configPath: string;
  readonly remoteTableName: string;
  readonly verbose?: boolean;
  readonly json?: boolean;
  readonly output?: 'github';
}

/** A command with the options all commands share. */
export function newCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(
      new Option('-p, --profile <profile>', 'profile in the configuration file')
        .default('default')
        .argParser(readProfileName),
    )
    .addOption(
      new Option('-c, --config-path <path>', 'configuration file').default('~/.eden/config').argParser(readConfigPath),
    )
    .option('-v, --verbose', 'more detail')
    .option('--remote-table-name <table>', 'DynamoDB table', 'eden')
    .option('--json', 'the result as JSON; steps go to standard error');
}

/** An empty name, or the defaults' own, would change every profile of the file. */
function readProfileName(name: string): string {
  if (name.trim() !== '' && name !== 'DEFAULT' && !/[\]\r\n]/.test(name)) return name;
  throw new InvalidArgumentError('A profile has a name of its own: not empty, not DEFAULT, without "]".');
}

/** An empty path is a variable of a script that is not set. */
function readConfigPath(path: string): string {
  if (path !== '') return path;
  throw new InvalidArgumentError('It is the path of a file.');
}

/** `--env KEY=VALUE`, one variable each, its value as it stands; `--environment` reads several from one text. */
export function envOption(): Option {
  return new Option('--env <KEY=VALUE>', 'a variable for this environment alone; may be repeated').argParser(
    addVariable,
  );
}

function addVariable(
  given: string,
  before: Readonly<Record<string, string>> | undefined,
): Readonly<Record<string, string>> {
  const [, name, value = ''] = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s.exec(given) ?? [];
  if (name === undefined || name === '__proto__') throw new InvalidArgumentError('It is KEY=VALUE.');
  return { ...before, [name]: value };
}

/** The variables of `--environment` and those of `--env`, which override them, as one text. */
export function withEnv(
  environment: string | undefined,
  env: Readonly<Record<string, string>> | undefined,
): string | undefined {
  const read = parseVariables(environment ?? '');
  return env === undefined || read === undefined ? environment : JSON.stringify({ ...read, ...env });
}

/** The option of a command that has a result for GitHub; another format is wrong usage (JSON is `--json`). */
export function outputOption(): Option {
  return new Option('--output <format>', 'github: key=value lines for a step’s output').choices(['github']);
}

/** Adds every profile key as a flag, the older names hidden. */
export function withOverrides(command: Command): Command {
  for (const key of PROFILE_KEYS) {
    const option = new Option(`${flagOf(key.name)} <value>`, key.help);
    if (key.name === 'environment') option.argParser(addVariables);
    command.addOption(option);
    for (const alias of key.aliases) command.addOption(new Option(`${flagOf(alias)} <value>`, key.help).hideHelp());
  }
  return command;
}

/** Variables of a flag that may be given several times: each adds its own. */
function addVariables(given: string, before: string | undefined): string {
  if (before === undefined || before === '') return given;
  const texts = [before, given];
  const read = texts.map(parseVariables);
  const hasObject = texts.some((text) => text.trimStart().startsWith('{')) && !read.includes(undefined);
  return hasObject ? JSON.stringify(Object.assign({}, ...read)) : texts.join('\n');
}

function flagOf(key: string): string {
  return `--${key.replaceAll('_', '-')}`;
}

/** The profile keys given as flags, as they were given: `given` is the flag's own key, `key` today's name. */
export function readOverrides(
  options: Readonly<Record<string, unknown>>,
): readonly { readonly given: string; readonly key: string; readonly value: string }[] {
  const names = PROFILE_KEYS.flatMap(({ name, aliases }) => [name, ...aliases]);
  return names.flatMap((given) => {
    const value = options[optionName(given)];
    return typeof value === 'string' ? [{ given, key: canonicalKey(given) ?? given, value }] : [];
  });
}

function optionName(key: string): string {
  return key.replace(/_([a-z0-9])/g, (_, first: string) => first.toUpperCase());
}

/** Reads `120s`, `5m` or plain seconds, as ms; undefined when it is neither. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d{1,6})(s|m|h)?$/.exec(text);
  const unitMs = { s: 1000, m: 60_000, h: 3_600_000 }[match?.[2] ?? 's'];
  return match === null || unitMs === undefined ? undefined : Number(match[1]) * unitMs;
}
