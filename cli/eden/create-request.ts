import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import type { CreateRequest } from '../../shared/eden/operation/create-request.ts';
import type { ParsedProfile } from '../../shared/eden/profile/profile.ts';
import type { Images } from './images.ts';
import { type CommonOptions, parseDuration, withEnv } from './options.ts';
import { hostsNamed } from './other-hosts.ts';
import { tellError } from './result.ts';
import type { Shell } from './shell.ts';

/** Options of `eden create`. */
export interface CreateOptions extends CommonOptions {
  readonly name: string;
  readonly group?: string;
  readonly imageUri: Images;
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

/** The longest waits for another run and for a steady service, in ms; undefined: what is wrong has been told. */
export function readTimeouts(
  shell: Shell,
  { lockTimeout, waitTimeout }: CreateOptions,
): { readonly lockMs: number; readonly waitMs: number } | undefined {
  const [lockMs, waitMs] = [parseDuration(lockTimeout), parseDuration(waitTimeout)];
  if (lockMs !== undefined && waitMs !== undefined) return { lockMs, waitMs };
  tellError(shell, `--lock-timeout and --wait-timeout are like 120s or 5m, not ${lockTimeout} and ${waitTimeout}.`);
  return undefined;
}

/** The options that are a part of the profile: others are given for this environment alone, and kept by its redeploys. */
export function profileOptions({
  environment: _,
  desiredCount: __,
  idleAfter: ___,
  ...rest
}: CreateOptions): CommonOptions {
  return rest;
}

/** The request of a create with this profile and image. */
export async function createRequestOf(
  shell: Shell,
  options: CreateOptions,
  of: { readonly profile: ParsedProfile; readonly imageUri: string; readonly aws: Pick<EdenAws, 'getZoneName'> },
): Promise<CreateRequest> {
  const { profile, imageUri, aws } = of;
  const environment = withEnv(options.environment, options.env);
  const ttl = options.pin === true ? 'none' : options.ttl;
  const { pr, group, desiredCount, idleAfter, name } = options;
  return {
    profileName: options.profile,
    profile,
    source: 'local',
    name,
    imageUri,
    ...(group !== undefined && { group }),
    ...(ttl !== undefined && { ttl }),
    ...(idleAfter !== undefined && { idleAfter }),
    ...(pr !== undefined && { pr }),
    hosts: await hostsNamed(shell, options, aws, { profile, environment }),
    overrides: {
      ...(environment !== undefined && { environment }),
      ...(desiredCount !== undefined && { desiredCount }),
    },
  };
}
