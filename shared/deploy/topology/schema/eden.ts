import type { z } from 'zod';
import { flag, integer, listOf, mapping, named, oneOf, schedule, text } from './leaf.ts';

const roleArns = listOf(arnOf('iam', ':\\d{12}:role/.+', 'the ARN of a role'), 0, 'ARNs of roles').default([]);

/** Resources that eden's functions may use: their role is made of it. */
const allow = mapping({
  /** Task and execution roles of the reference services: passed to ECS. */
  taskRoleArns: roleArns,
  executionRoleArns: roleArns,
  /** Roles with which ECS makes the EBS volumes of reference services. */
  volumeRoleArns: roleArns,
  /** Buckets of the Environments JSON files; `bucket/key`: that object alone. */
  endpointBuckets: listOf(
    text(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w!.*'()/-]{1,900})?$/, 'the name of a bucket, or bucket/key'),
    0,
    'buckets',
  ).default([]),
  /** Keys under which those buckets are encrypted. */
  kmsKeyArns: listOf(arnOf('kms', '[a-z0-9-]+:\\d{12}:key/[\\w-]+', 'the ARN of a key'), 0, 'ARNs of keys').default([]),
  zoneIds: listOf(text(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone'), 0, 'ids of hosted zones').default([]),
  /** Patterns of the hosts whose records may be changed (`api-*.dev.example.com`); none: all of the zones. */
  hosts: listOf(
    text(/^[a-z0-9*_-]+(\.[a-z0-9*_-]+)+$/, 'a host in lower case, with * for any text'),
    0,
    'hosts',
  ).default([]),
  /** Clusters that receive clones. */
  clusters: listOf(text(/^[\w-]{1,255}$/, 'the name of a cluster'), 0, 'clusters').default([]),
  /** The common ALBs. */
  albArns: listOf(
    arnOf('elasticloadbalancing', '[a-z0-9-]+:\\d{12}:loadbalancer/app/[^/]+/[^/]+', 'the ARN of an ALB'),
    0,
    'ARNs of ALBs',
  ).default([]),
});

const profileName = text(/^(\*|[A-Za-z0-9][\w.-]*)$/, 'the name of a profile, or "*" for all');

/** `eden` in a stage file: preview environments. */
export const edenSchema = mapping({
  /** `create: false`: the table exists already. Its name is in the tags of all that eden makes. */
  table: mapping({
    name: text(/^[\w.-]{3,255}$/, 'the name of a table').default('eden'),
    create: flag.default(true),
  }).prefault({}),
  /** `false` removes the two GETs that change something. */
  getRoutes: flag.default(true),
  /** API keys by a name of ours; several at once while one is replaced. */
  keys: named(mapping({ profiles: listOf(profileName, 1, 'profiles (["*"] for all)') })),
  throttle: mapping({ rate: integer(1, 10_000).default(5), burst: integer(1, 5_000).default(10) }).prefault({}),
  quota: mapping({ requests: integer(1, 1_000_000_000), per: oneOf('DAY', 'WEEK', 'MONTH') }).optional(),
  /** A name of one's own; the certificate is of this Region. */
  domain: mapping({
    name: text(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'a host name'),
    certificateArn: arnOf('acm', '[a-z0-9-]+:\\d{12}:certificate/.+', 'the ARN of a certificate'),
    zoneId: text(/^Z[A-Z0-9]{1,31}$/, 'the id of a hosted zone'),
  }).optional(),
  allow,
  /** Makes the function that wakes environments, so that idle ones can be put to sleep. */
  sleep: flag.default(false),
  reaper: mapping({
    schedule: schedule.default('rate(10 minutes)'),
    orphans: oneOf('report', 'delete').default('report'),
    maxDeletions: integer(0, 1000).default(20),
    dryRun: flag.default(false),
    /** Hours before its end in which an event tells of an environment; 0: none does. */
    noticeHours: integer(0, 720).default(24),
  }).prefault({}),
  /** Days without a deployment after which an environment is reported, and how full an ALB may be. */
  alarms: mapping({
    olderThanDays: integer(1, 3650).default(30),
    albRulesPercent: integer(1, 100).default(80),
  }).prefault({}),
  memoryMb: integer(128, 10_240).default(1024),
});

/** The `eden` section of a stage, defaults in place. */
export type EdenSettings = z.output<typeof edenSchema>;

function arnOf(service: string, rest: string, what: string) {
  return text(new RegExp(`^arn:aws[a-z-]*:${service}:${rest}$`), what);
}
