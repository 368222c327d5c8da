const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/';

/** A stage that uses everything that is optional: keys of one's own, shards, a bucket of others, no tracing. */
export const FULL_STAGE = `region: eu-west-1
retain: true
tracing: PassThrough
logLevel: WARN
logRetentionDays: 365
streams:
  default: { mode: provisioned, shards: 3, retentionHours: 168 }
deadLetters: { prefix: '', lifetimeDays: 30 }
archive: { bucket: others-archive, kmsKey: '${KEY}archive' }
kms: { streams: '${KEY}streams', buckets: '${KEY}buckets', table: '${KEY}table' }
functions:
  default:
    memoryMb: 256
    timeoutSeconds: 300
    batchSize: 50
    batchWindowSeconds: 0
    parallelization: 2
    startingPosition: AT_TIMESTAMP
    startingTime: '2026-01-01T00:00:00Z'
    bisect: false
    maxAttempts: 7
    holdHours: 24
    vpc: { subnetIds: [subnet-0123456789abcdef0, subnet-0123456789abcdef1], securityGroupIds: [sg-0123456789abcdef0] }
alarms: { actions: ['arn:aws:sns:eu-west-1:123456789012:alarms'], iteratorAgeMinutes: 5, heldMinutes: 10 }
`;

/** Sinks that `config/` as it ships does not use, to be appended to `config/sinks.yml`. */
export const MORE_SINKS = `
  es-sink:
    source: archive
    whitelist: ['*']
    environment: { INDEX_NAME_PREFIX: logs }
  fluent-sink:
    source: archive
    whitelist: ['*']
    environment: { LOG_FLUENT_SINK_ENDPOINT: fluent.example.com, LOG_FLUENT_TAG: prod }
cleaner:
  schedule: cron(0 3 * * ? *)
  environment: { RETENTION: 'audit=365' }
`;

/** Sections of these sinks in the full stage, below `functions`. */
export const MORE_FUNCTIONS = `  es-sink-sink: { environment: { ES_HOST: logs.example.com, ES_AUTH: basic, ES_BASIC_SECRET: 'secretsmanager:es' } }
  fluent-sink-sink: { environment: { FLUENT_SHARED_KEY: 'ssm:/fluent/key' } }\n`;
