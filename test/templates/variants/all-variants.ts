import { parse, stringify } from 'yaml';
import { readConfigTexts } from '../../../shared/deploy/topology/read-config.ts';
import type { ConfigTexts } from '../../../shared/deploy/topology/sections.ts';
import { ROOT } from '../package-services.ts';
import type { Variant } from './variant.ts';

const ACCOUNT = '123456789012';
const SUBNETS = '[subnet-0123456789abcdef0, subnet-0123456789abcdef1]';
const EDEN = 'keys: { ci: { profiles: ["*"] } }';
const SINKS = `sinks:
  es-sink: { source: archive, whitelist: ["*"], environment: { INDEX_NAME_PREFIX: logs } }
  fluent-sink: { source: archive, whitelist: ["*"], environment: { LOG_FLUENT_SINK_ENDPOINT: fluentd.example.com, LOG_FLUENT_TAG: prod } }
cleaner: { schedule: cron(0 3 * * ? *), environment: { RETENTION: audit=365 } }`;
const DOMAIN = 'search-my-logs-abcdefghijklmnopqrstuvwxyz.us-east-1.es.amazonaws.com';

/** YAML that is added to files of `config/`; mappings key by key, lists as a whole. */
type Additions = Readonly<Record<string, string>>;

/** Differences from the shipped `config/` at the stage `dev`. */
const ADDITIONS: Readonly<Record<string, Additions>> = {
  shipped: {},
  provisioned: { 'stages/dev': 'streams: { default: { mode: provisioned, shards: 3, retentionHours: 168 } }' },
  'on-demand': { 'stages/dev': 'streams: { default: { mode: on-demand, retentionHours: 24, shards: null } }' },
  kms: {
    'stages/dev': `kms: { ${['streams', 'buckets', 'table', 'secrets'].map((key) => `${key}: "arn:aws:kms:us-east-1:${ACCOUNT}:key/${key}"`).join(', ')} }`,
  },
  vpc: {
    'stages/dev': `functions: { default: { vpc: { subnetIds: ${SUBNETS}, securityGroupIds: [sg-0123456789abcdef0] } } }`,
  },
  'every-sink': {
    sinks: SINKS,
    'stages/dev': `tracing: PassThrough
functions:
  es-sink-sink: { environment: { ES_HOST: logs.example.com, ES_AUTH: basic, ES_BASIC_SECRET: "secretsmanager:es" } }
  fluent-sink-sink: { environment: { FLUENT_SHARED_KEY: "ssm:/fluent/key" } }`,
  },
  'signed-search': {
    sinks: SINKS,
    'stages/dev': `functions: { es-sink-sink: { environment: { ES_HOST: ${DOMAIN} } } }`,
  },
  'search-collection': {
    sinks:
      'sinks: { es-sink: { source: archive, whitelist: ["*"], environment: { ES_HOST: abc.us-east-1.aoss.amazonaws.com, ES_SERVICE: aoss } } }',
  },
  'zstd-hive-large': {
    sinks:
      'sinks: { s3-sink: { source: archive, whitelist: ["*"], environment: { S3_COMPRESSION: zstd, S3_KEY_LAYOUT: hive } } }',
    streams: 'streams: { archive: { maxRecordSizeKiB: 10240 } }',
    routes: 'routes: [{ name: archive, types: ["*"], target: "kinesis:archive", aggregate: true }]',
    'stages/dev': 'archive: { athena: true }',
  },
  'eden-small': { 'stages/dev': `eden: { ${EDEN}, allow: {} }` },
  'eden-large': { 'stages/dev': `eden:\n  ${EDEN}\n  allow:\n${largeLists(20)}` },
  'custom-domain': {
    'stages/dev': `eden:
  ${EDEN}
  table: { name: shared-eden, create: false }
  getRoutes: false
  sleep: true
  quota: { requests: 1000, per: DAY }
  domain: { name: eden.example.com, zoneId: Z0123456789ABC, certificateArn: "arn:aws:acm:us-east-1:${ACCOUNT}:certificate/1234abcd-12ab-34cd-56ef-1234567890ab" }
  allow: { clusters: [dev], zoneIds: [Z0123456789ABC], endpointBuckets: [endpoints-of-dev] }`,
  },
  external: {
    'stages/dev':
      'external: { streams: { router: theirs-in, subscriber: theirs-out }, deliveryStreams: { partner: theirs-hose } }\narchive: { bucket: their-archive, athena: true }',
  },
  'nine-streams': streamsNamed(['one', 'two', 'three', 'four', 'five', 'six']),
  'names-with-digits': streamsNamed(['s3-copy', 'x9', 'team-42', 'a1-b2-c3']),
  'subscription-fields': {
    subscriptions: `subscriptions:
  - { name: central, logGroup: /central, stream: router, emitSystemFields: ["@aws.account", "@aws.region"], fieldSelectionCriteria: '@aws.region = "eu-west-1"', applyOnTransformedLogs: true }`,
  },
  'fan-out': { 'stages/dev': 'functions: { default: { fanOut: true } }' },
  'many-routes': {
    routes: `routes:\n  - { name: archive, types: ["*"], target: "kinesis:archive" }\n${Array.from({ length: 200 }, (_, index) => `  - { name: route-${index}, types: [team-${index}.app], where: { path: level, in: [warn, error] }, target: "kinesis:archive" }`).join('\n')}`,
  },
  settings: {
    'stages/dev': `retain: false
logLevel: WARN
permissionsBoundary: arn:aws:iam::${ACCOUNT}:policy/boundary
tags: { Team: logs, CostCenter: "1234" }
deadLetters: { prefix: "", lifetimeDays: 30 }
delivery: { expireAfterDays: 400, transitions: [{ afterDays: 30, storageClass: STANDARD_IA }, { afterDays: 90, storageClass: GLACIER_IR }] }
archive: { athena: true, transitions: [{ afterDays: 0, storageClass: INTELLIGENT_TIERING }] }
functions: { default: { reservedConcurrency: 10, startingPosition: AT_TIMESTAMP, startingTime: "2026-01-01T00:00:00Z" } }
alarms: { actions: ["arn:aws:sns:us-east-1:${ACCOUNT}:alarms"] }`,
  },
  tasks: {
    tasks: `tasks:
  - { name: daily, scheduleExpression: cron(0 3 * * ? *), timezone: Asia/Tokyo, taskDefinitionArn: report, container: app, command: [report, "<day>"], tags: { Team: data } }
  - { name: often, schedule_expression: rate(5 minutes), task_definition_arn: poll, flexibleMinutes: 2, cpu: 512, memoryMb: 1024 }
  - { name: pinned, scheduleExpression: at(2030-01-01T00:00:00), taskDefinitionArn: "arn:aws:ecs:us-east-1:${ACCOUNT}:task-definition/report:7", isEnabled: false }
  - { name: spot, scheduleExpression: cron(0 9 ? * 2#1 *), taskDefinitionArn: batch, spot: true, taskCount: 3, executionRoleArn: "arn:aws:iam::${ACCOUNT}:role/batch" }
  - { name: forbid, scheduleExpression: rate(1 hour), end: "2030-01-01T00:00:00+09:00", taskDefinitionArn: sync, overlap: forbid, onExit: { reruns: 2, okExitCodes: [0, 3] } }`,
    'stages/dev': `tasks: { targetClusterArn: jobs, subnetIds: ${SUBNETS} }`,
  },
  'sixty-tasks': {
    tasks: `tasks:\n${Array.from({ length: 60 }, (_, index) => `  - { name: task-number-${index}, scheduleExpression: rate(1 hour), taskDefinitionArn: the-family-of-task-${index}, taskRoleArn: the-role-of-task-${index}, executionRoleArn: the-execution-role-of-task-${index}, targetClusterArn: cluster-of-team-${index % 5} }`).join('\n')}`,
    'stages/dev': `tasks: { subnetIds: ${SUBNETS} }`,
  },
  operator: {
    'stages/dev': `operator: { concurrency: 20 }\nkms: { buckets: "arn:aws:kms:us-east-1:${ACCOUNT}:key/buckets" }`,
  },
  'region-eu': { 'stages/dev': 'region: eu-west-1' },
  'region-tokyo': { 'stages/dev': `region: ap-northeast-1\neden: { ${EDEN}, allow: {} }` },
  'partition-cn': partition('cn-north-1', 'aws-cn'),
  'partition-us-gov': partition('us-gov-west-1', 'aws-us-gov'),
};

/** The services on which additions have an effect; a name that is not here: all. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  provisioned: ['router'],
  'on-demand': ['router'],
  kms: ['router', 'forwarders', 's3-sink'],
  vpc: ['router', 'forwarders'],
  'every-sink': ['es-sink', 'fluent-sink', 'es-cleaner'],
  'signed-search': ['es-sink', 'es-cleaner'],
  'search-collection': ['es-sink'],
  'zstd-hive-large': ['router', 's3-sink'],
  'eden-small': ['eden-api'],
  'eden-large': ['eden-api'],
  'custom-domain': ['eden-api'],
  external: ['router', 's3-sink', 'forwarders'],
  'nine-streams': ['router'],
  'names-with-digits': ['router', 'forwarders'],
  'many-routes': ['router'],
  settings: ['router', 's3-sink', 'forwarders'],
  tasks: ['scheduled-tasks'],
  'sixty-tasks': ['scheduled-tasks'],
  operator: ['operator'],
  'region-eu': ['router'],
  'region-tokyo': ['router', 'eden-api'],
  'partition-cn': ['router', 's3-sink', 'eden-api'],
  'partition-us-gov': ['router', 'eden-api'],
};

/** All variants: the shipped `config/` with additions, and the stage of the local AWS. */
export function allVariants(): readonly Variant[] {
  const shipped = readConfigTexts(ROOT);
  return [
    ...Object.entries(ADDITIONS).map(([name, additions]) => ({
      name,
      stage: 'dev',
      texts: add(shipped, additions),
      ...(SERVICES[name] && { services: SERVICES[name] }),
    })),
    { name: 'local', stage: 'local', texts: shipped, services: ['router', 's3-sink', 'eden-api'] },
  ];
}

function add(texts: ConfigTexts, additions: Additions): ConfigTexts {
  const changed = Object.entries(additions).map(([name, yaml]) => {
    const file = `config/${name}.yml`;
    return [file, stringify(merge(parse(String(texts[file] ?? '{}')), parse(yaml)))] as const;
  });
  return { ...texts, ...Object.fromEntries(changed) };
}

function merge(base: unknown, more: unknown): unknown {
  if (!isMapping(base) || !isMapping(more)) return more;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(more)])];
  const merged = keys.map((key) => [key, key in more ? merge(base[key], more[key]) : base[key]] as const);
  return Object.fromEntries(merged.filter(([, value]) => value !== null));
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Streams that the router fills and others read, with a forwarder, a subscription and a delivery stream of that name. */
function streamsNamed(names: readonly string[]): Additions {
  const each = (line: (name: string) => string): string => names.map(line).join('\n');
  return {
    streams: `streams:\n${each((name) => `  ${name}: { description: "Stream ${name}", readBy: outside }`)}\ndeliveryStreams:\n${each((name) => `  ${name}: { description: Delivery }`)}`,
    routes: `routes:\n  - { name: archive, types: ["*"], target: "kinesis:archive" }\n${each((name) => `  - { name: ${name}, types: ["${name}.*"], target: "kinesis:${name}" }`)}`,
    forwarders: `forwarders:\n${each((name) => `  - { name: ${name}, source: router, whitelist: ["${name}.*"], target: "firehose:${name}" }`)}`,
    subscriptions: `subscriptions:\n${each((name) => `  - { name: ${name}, logGroup: /app/${name}, stream: router, create: true }`)}`,
  };
}

function largeLists(count: number): string {
  const list = (name: string, times: number, item: (index: number) => string): string =>
    `    ${name}: [${Array.from({ length: count * times }, (_, index) => `"${item(index)}"`).join(', ')}]`;
  return [
    list('clusters', 1, (index) => `cluster-of-the-team-${index}`),
    list(
      'albArns',
      1,
      (index) => `arn:aws:elasticloadbalancing:us-east-1:${ACCOUNT}:loadbalancer/app/dev-${index}/0123456789abcdef`,
    ),
    list('zoneIds', 1, (index) => `Z0123456789ABCDEF${index}`),
    list('endpointBuckets', 1, (index) => `endpoints-of-the-team-${index}`),
    list('taskRoleArns', 2, (index) => `arn:aws:iam::${ACCOUNT}:role/service-${index}-task`),
    list('executionRoleArns', 2, (index) => `arn:aws:iam::${ACCOUNT}:role/service-${index}-execution`),
  ].join('\n');
}

/** A Region of another partition, with keys and a topic of it. */
function partition(region: string, name: string): Additions {
  const arn = (service: string, rest: string) => `"arn:${name}:${service}:${region}:${ACCOUNT}:${rest}"`;
  return {
    'stages/dev': `region: ${region}
kms: { streams: ${arn('kms', 'key/streams')}, buckets: ${arn('kms', 'key/buckets')} }
eden: { ${EDEN}, allow: { taskRoleArns: ["arn:${name}:iam::${ACCOUNT}:role/task"] } }
alarms: { actions: [${arn('sns', 'alarms')}] }`,
  };
}
