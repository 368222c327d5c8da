import { type Command, Option } from 'commander';
import { createEnvironment } from '../../../shared/eden/operation/create.ts';
import { loadProfile } from '../config-file.ts';
import { type CreateOptions, createRequestOf, profileOptions, readTimeouts } from '../create-request.ts';
import { createInGroup } from '../group/create-in-group.ts';
import { addImage } from '../images.ts';
import { envOption, newCommand, outputOption, withOverrides } from '../options.ts';
import { createDeps, isInRegion, openTable } from '../remote.ts';
import { tellError, tellFailure, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { waitForMade } from '../wait-for-made.ts';

/** `eden create`. */
export function createCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('create', 'Create environment or deploy to existent')
    .requiredOption('--name <name>', 'environment name (branch name etc.)')
    .addOption(
      new Option('--image-uri <uri>', 'image to deploy (ECR repository, image name and tag); in a group PROFILE=URI')
        .argParser(addImage)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--group <group>', 'all profiles with this group, side by side: all or nothing').conflicts('profile'),
    )
    .option('--ttl <life>', 'life of the environment: 72h, 3d, none')
    .addOption(new Option('--pin', 'keep the environment until it is deleted: --ttl none').conflicts('ttl'))
    .option('--adopt', 'also an environment of the Python eden, whose resources have no tags (see eden adopt)')
    .option('--lock-timeout <time>', 'how long to wait for another run', '120s')
    .option('--wait', 'until the service is steady, its targets are healthy and a seed task has ended')
    .option('--wait-timeout <time>', 'the longest wait', '10m')
    .addOption(envOption())
    .option('--pr <number>', 'the pull request, for {{pr}} in values of variables')
    .addOption(outputOption());
  return withOverrides(command).action(async (options: CreateOptions) =>
    end(await (options.group === undefined ? run(shell, options) : createInGroup(shell, options.group, options))),
  );
}

async function run(shell: Shell, options: CreateOptions): Promise<ExitCode> {
  const timeouts = readTimeouts(shell, options);
  if (timeouts === undefined) return 2;
  const { all: imageUri, by } = options.imageUri;
  if (imageUri === undefined || Object.keys(by).length > 0) {
    tellError(shell, '--image-uri is one image; PROFILE=URI is for a group.');
    return 2;
  }
  const profile = loadProfile(shell, profileOptions(options));
  if (profile.status === 'unreadable') {
    for (const message of profile.messages) tellError(shell, message);
    return 2;
  }
  if (profile.status === 'ok' && !(await isInRegion(shell, profile.profile))) return 2;
  if ((await openTable(shell, options, 'create')).status === 'refused') return 1;
  const deps = createDeps(shell, options, timeouts.lockMs);
  const request = await createRequestOf(shell, options, { profile, imageUri, aws: deps.aws });
  const outcome = await createEnvironment(deps, request);
  if (outcome.status === 'failed') return tellFailure(shell, options, outcome);
  const waited = options.wait === true ? await waitForMade(deps, outcome, profile, timeouts.waitMs) : undefined;
  const reasons = waited?.reasons ?? [];
  for (const line of reasons) shell.warn(line);
  tellResult(shell, options, { ...outcome, url: `https://${outcome.host}`, ...waited });
  return reasons.length > 0 ? 1 : 0;
}
