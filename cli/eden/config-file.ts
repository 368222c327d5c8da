import { type ParsedIni, parseIni } from '../../shared/eden/profile/ini.ts';
import { canonicalFields, type ProfileFields } from '../../shared/eden/profile/profile.ts';
import { type CommonOptions, readOverrides } from './options.ts';
import type { Shell } from './shell.ts';

/** Fields of a profile, or the sentences that say why there are none. */
export type LoadedFields =
  | { readonly status: 'ok'; readonly fields: ProfileFields }
  | { readonly status: 'invalid'; readonly messages: readonly string[] };

/** The local profile with the flags on top. Flags alone may be enough. */
export function loadFields(shell: Shell, options: CommonOptions): LoadedFields {
  const path = configPath(shell, options);
  const config = readConfig(shell, options);
  if (config?.status === 'invalid')
    return { status: 'invalid', messages: config.problems.map((line) => `${path}: ${line}`) };
  const section = config?.sections.get(options.profile);
  const overrides = readOverrides({ ...options });
  if (section === undefined && overrides.length === 0) {
    const known = [...(config?.sections.keys() ?? [])].join(', ');
    const message =
      config === undefined
        ? `Configuration file ${path} does not exist; eden config setup makes it.`
        : `Profile ${options.profile} is not in ${path}; it has ${known || 'none'}.`;
    return { status: 'invalid', messages: [message] };
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
