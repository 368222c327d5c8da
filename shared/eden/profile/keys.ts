/** One key of a profile: its wire name, the older names it is read under, and what people are told about it. */
export interface ProfileKey {
  readonly name: string;
  readonly required: boolean;
  readonly aliases: readonly string[];
  readonly help: string;
}

/**
 * Every key of a profile, in the order people read them. The aliases are those of the Python eden: its older keys and
 * the names of the environment variables under which it pushed profiles.
 */
export const PROFILE_KEYS: readonly ProfileKey[] = [
  required(
    'endpoint_s3_bucket_name',
    'bucket of the Environments JSON',
    'config_bucket_name',
    'config_bucket',
    'endpoints_s3_bucket_name',
  ),
  required('endpoint_s3_key', 'key of the Environments JSON', 'config_bucket_key', 'endpoints_s3_key'),
  required('endpoint_name_prefix', "prefix of the entry's name in the Environments JSON", 'config_name_prefix'),
  required('endpoint_update_key', 'key of the endpoint inside its entry', 'config_update_key', 'endpoints_update_key'),
  required('endpoint_env_type', 'value of "env" in the entry', 'config_env_type', 'endpoint_type'),
  required('domain_name_prefix', 'prefix of the host name; empty: the host begins with the name'),
  required('dynamic_zone_id', 'Route 53 hosted zone of the host names'),
  required('name_prefix', 'prefix of task family, service and target group'),
  required('target_cluster', 'cluster that receives the clones'),
  required('master_alb_arn', 'the one ALB all environments share'),
  required('reference_service_arn', 'ECS service to clone'),
  optional('dynamic_zone_name', 'name of the zone, checked against Route 53'),
  optional('target_container_name', 'container that receives the image, checked against the load balancer'),
  optional('desired_count', 'tasks of a clone: a number, keep (those it has now) or reference (1)'),
  optional('deregistration_delay_seconds', 'deregistration delay of the target group (5)'),
  optional('environment', 'environment variables to override, NAME=value a line or comma; {{host}} is the host'),
  optional('cpu', 'cpu of the clone'),
  optional('memory', 'memory of the clone, in MiB'),
  optional('capacity_provider', 'capacity provider instead of the reference’s'),
  optional('log_stream_prefix', 'awslogs-stream-prefix of the clone'),
  optional('image_repositories', 'repositories whose images may run beside the reference’s own, separated by commas'),
  optional('api_environment', 'variables that callers of the API may set, separated by commas; *: all (none)'),
  optional('seed_task', 'a command that runs once, after the first create: {"command": ["npm", "run", "seed"]}'),
  optional('groups', 'groups that are made and removed as one (--group), separated by commas'),
  optional('default_ttl', 'life of an environment without --ttl: 72h, 3d'),
  optional('max_ttl', 'longest life that may be asked for'),
  optional('idle_after', 'time without a request after which the environment is put to sleep: 2h, 1d, none (none)'),
];

const canonical = new Map(PROFILE_KEYS.flatMap((key) => [key.name, ...key.aliases].map((name) => [name, key.name])));

/** The wire name of a key that may be an older one or in capitals; undefined for an unknown key. */
export function canonicalKey(name: string): string | undefined {
  return canonical.get(name.toLowerCase());
}

function required(name: string, help: string, ...aliases: string[]): ProfileKey {
  return {
    name,
    required: true,
    aliases,
    help,
  };
}

function optional(name: string, help: string, ...aliases: string[]): ProfileKey {
  return {
    name,
    required: false,
    aliases,
    help,
  };
}
