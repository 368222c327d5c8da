import type { Command } from 'commander';
import { applyOverrides } from '../../../shared/eden/environment/overrides.ts';
import { fillPlaceholders } from '../../../shared/eden/environment/placeholders.ts';
import { compareClone, type Moved, type Resources } from '../diff/compare-clone.ts';
import { readClone, readReferenceNow } from '../diff/read-resources.ts';
import { type FoundEnvironment, findEnvironment } from '../find-environment.ts';
import { type CommonOptions, newCommand, withOverrides } from '../options.ts';
import { hostsNamed } from '../other-hosts.ts';
import { tellError, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

interface Options extends CommonOptions {
  readonly values?: boolean;
}

/** `eden diff NAME`: what has changed in the reference and the profile since the environment was deployed. */
export function diffCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('diff', 'What a redeploy would change: the reference and the profile against the clone')
    .argument('<name>')
    .option('--values', 'print the values of environment variables, too');
  return withOverrides(command).action(async (name: string, options: Options) => end(await run(shell, name, options)));
}

async function run(shell: Shell, name: string, options: Options): Promise<ExitCode> {
  const found = await findEnvironment(shell, name, options);
  if (found.code !== 0) return found.code;
  const [reference, clone] = await Promise.all([
    readReferenceNow(found.aws, found.profile),
    readClone(found.aws, found.at),
  ]);
  const messages = [reference, clone].flatMap((one) => (one.status === 'refused' ? one.messages : []));
  for (const message of messages) tellError(shell, message);
  if (reference.status === 'refused' || clone.status === 'refused') return 1;
  const moved = compareClone(reference.resources, clone.resources, {
    profile: await filledProfile(shell, options, found, clone.resources),
    names: found.names,
    host: found.item.endpoint ?? '',
  }).map((one) => (options.values === true ? one : withoutSecrets(one)));
  if (options.json === true) {
    tellResult(shell, options, { name: found.item.name, differences: moved });
    return 0;
  }
  if (moved.length === 0)
    shell.print(`${found.item.name} is as its reference: a redeploy would change its image alone`);
  for (const one of moved) shell.print(lineOf(one));
  return 0;
}

/** The profile with the variables that a redeploy keeps, and its placeholders filled in. */
async function filledProfile(shell: Shell, options: Options, found: FoundEnvironment, clone: Resources) {
  const profile = overriddenProfile(found, clone);
  const hosts = await hostsNamed(shell, { ...options, name: found.names.environment }, found.aws, {
    profile: { status: 'ok', profile },
    environment: undefined,
  });
  const values = { name: found.names.environment, pr: found.item.pr, hosts };
  const filled = fillPlaceholders(profile.environment, values);
  return filled.status === 'ok' ? { ...profile, environment: filled.environment } : profile;
}

function overriddenProfile({ profile, item }: FoundEnvironment, { taskDefinition, loadBalancer }: Resources) {
  const container = taskDefinition.containerDefinitions?.find(({ name }) => name === loadBalancer.containerName);
  return applyOverrides(profile, {}, { kept: item.overrides, container }).profile;
}

/** Values of variables may be secrets: only that they differ is said. */
function withoutSecrets(moved: Moved): Moved {
  if (!/\.environment\.[^.]+$/.test(moved.path)) return moved;
  const hide = (value: unknown): unknown => (typeof value === 'string' ? '…' : value);
  return {
    ...moved,
    ...('present' in moved && { present: hide(moved.present) }),
    ...('wanted' in moved && { wanted: hide(moved.wanted) }),
  };
}

/** `~ task definition  cpu: "512" -> "1024"`; `+` would be added, `-` removed. */
function lineOf({ resource, path, present, wanted, isKept }: Moved): string {
  const mark = present === undefined ? '+' : wanted === undefined ? '-' : '~';
  const values = [present, wanted].filter((value) => value !== undefined).map((value) => JSON.stringify(value));
  const note = isKept ? ' (a redeploy keeps it; delete and create changes it)' : '';
  return `${mark} ${resource}  ${path}: ${values.join(' -> ')}${note}`;
}
