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
