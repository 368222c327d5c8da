import { type Command, Option } from 'commander';
import { createEnvironment } from '../../../shared/eden/operation/create.ts';
import { waitUntilStable } from '../../../shared/eden/service/wait-until-stable.ts';
import { loadProfile } from '../config-file.ts';
import {
  type CommonOptions,
  envOption,
  newCommand,
  outputOption,
  parseDuration,
  withEnv,
  withOverrides,
} from '../options.ts';
import { hostsNamed } from '../other-hosts.ts';
import { createDeps, isInRegion, openTable } from '../remote.ts';
import { tellError, tellFailure, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

interface Options extends CommonOptions {
  readonly name: string;
  readonly imageUri: string;
  readonly ttl?: string;
  readonly pin?: boolean;
  readonly lockTimeout: string;
  readonly adopt?: boolean;
  readonly wait?: boolean;
  readonly waitTimeout: string;
  readonly environment?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly pr?: string;
  readonly desiredCount?: string;
  readonly idleAfter?: string;
}

/** `eden create`. */
export function createCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('create', 'Create environment or deploy to existent')
    .requiredOption('--name <name>', 'environment name (branch name etc.)')
    .requiredOption('--image-uri <uri>', 'image to deploy (ECR repository, image name and tag)')
    .option('--ttl <life>', 'life of the environment: 72h, 3d, none')
    .addOption(new Option('--pin', 'keep the environment until it is deleted: --ttl none').conflicts('ttl'))
    .option('--adopt', 'also an environment of the Python eden, whose resources have no tags (see eden adopt)')
    .option('--lock-timeout <time>', 'how long to wait for another run', '120s')
    .option('--wait', 'until the service is steady and its targets are healthy')
    .option('--wait-timeout <time>', 'the longest wait', '10m')
    .addOption(envOption())
    .option('--pr <number>', 'the pull request, for {{pr}} in values of variables')
    .addOption(outputOption());
  return withOverrides(command).action(async (options: Options) => end(await run(shell, options)));
}

async function run(shell: Shell, options: Options): Promise<ExitCode> {
  const [lockMs, waitMs] = [parseDuration(options.lockTimeout), parseDuration(options.waitTimeout)];
  if (lockMs === undefined || waitMs === undefined) {
    tellError(
      shell,
      `--lock-timeout and --wait-timeout are like 120s or 5m, not ${options.lockTimeout} and ${options.waitTimeout}.`,
    );
    return 2;
  }
  // Given for this environment alone, and kept by its redeploys: not a part of the profile.
  const { environment: variables, desiredCount, idleAfter, ...rest } = options;
  const environment = withEnv(variables, options.env);
  const profile = loadProfile(shell, rest);
  if (profile.status === 'unreadable') {
    for (const message of profile.messages) tellError(shell, message);
    return 2;
  }
  if (profile.status === 'ok' && !(await isInRegion(shell, profile.profile))) return 2;
  if ((await openTable(shell, options, 'create')).status === 'refused') return 1;
  const ttl = options.pin === true ? 'none' : options.ttl;
  const deps = createDeps(shell, options, lockMs);
  const outcome = await createEnvironment(deps, {
    profileName: options.profile,
    profile,
    source: 'local',
    name: options.name,
    imageUri: options.imageUri,
    ...(ttl !== undefined && { ttl }),
    ...(idleAfter !== undefined && { idleAfter }),
    ...(options.pr !== undefined && { pr: options.pr }),
    hosts: await hostsNamed(shell, options, deps.aws, { profile, environment }),
    overrides: {
      ...(environment !== undefined && { environment }),
      ...(desiredCount !== undefined && { desiredCount }),
    },
  });
  if (outcome.status === 'failed') return tellFailure(shell, options, outcome);
  const cluster = profile.status === 'ok' ? profile.profile.targetCluster : '';
  const stability =
    options.wait === true ? await waitUntilStable(deps, { cluster, service: outcome.name }, waitMs) : undefined;
  const reasons = stability?.status === 'not_stable' ? stability.reasons : [];
  for (const line of reasons) shell.warn(line);
  const waited = stability === undefined ? {} : { stability: stability.status, ...(reasons.length > 0 && { reasons }) };
  tellResult(shell, options, { ...outcome, url: `https://${outcome.host}`, ...waited });
  return reasons.length > 0 ? 1 : 0;
}
