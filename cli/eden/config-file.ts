import { type ParsedIni, parseIni } from '../../shared/eden/profile/ini.ts';
import {
  canonicalFields,
  type LoadedProfile,
  type ParsedProfile,
  type ProfileFields,
  parseProfile,
} from '../../shared/eden/profile/profile.ts';
import { type CommonOptions, readOverrides } from './options.ts';
import { tellError } from './result.ts';
import type { Shell } from './shell.ts';

/** A profile whose file cannot be read, or that is not in it. */
interface Unreadable {
  readonly status: 'unreadable';
  readonly messages: readonly string[];
}

/** Loads a valid profile; undefined when there is none: then every problem has been printed. */
export function loadValidProfile(shell: Shell, options: CommonOptions): LoadedProfile | undefined {
  const loaded = loadProfile(shell, options);
  if (loaded.status === 'ok') return loaded;
  const messages = loaded.status === 'invalid' ? loaded.problems.map(({ message }) => message) : loaded.messages;
  for (const message of messages) tellError(shell, message);
  return undefined;
}

/** Loads the local profile with the flags on top. Flags alone may be enough. */
export function loadProfile(shell: Shell, options: CommonOptions): ParsedProfile | Unreadable {
  const loaded = loadFields(shell, options);
  return loaded.status === 'ok' ? parseProfile(loaded.fields, `Profile ${options.profile}`) : loaded;
}

function loadFields(
  shell: Shell,
  options: CommonOptions,
): { readonly status: 'ok'; readonly fields: ProfileFields } | Unreadable {
  const path = configPath(shell, options);
  const config = readConfig(shell, options);
  if (config?.status === 'invalid')
    return { status: 'unreadable', messages: config.problems.map((line) => `${path}: ${line}`) };
  const section = config?.sections.get(options.profile);
  const overrides = readOverrides({ ...options });
  if (section === undefined && overrides.length === 0) {
    const known = [...(config?.sections.keys() ?? [])].join(', ');
    const message =
      config === undefined
        ? `Configuration file ${path} does not exist; eden config setup makes it.`
        : `Profile ${options.profile} is not in ${path}; it has ${known || 'none'}.`;
    return { status: 'unreadable', messages: [message] };
  }
  const given = Object.fromEntries(overrides.map(({ key, value }) => [key, value]));
  return { status: 'ok', fields: { ...canonicalFields(section ?? {}), ...given } };
}

/** The configuration file's path with `~` resolved. */
export function configPath(shell: Shell, { configPath: path }: CommonOptions): string {
  return path.replace(/^~(?=\/|$)/, shell.home);
}

/** The configuration file, parsed; undefined when there is none. */
export function readConfig(shell: Shell, options: CommonOptions): ParsedIni | undefined {
  const text = shell.readFile(configPath(shell, options));
  return text === undefined ? undefined : parseIni(text);
}
