import { MANIFESTS } from '../../../services/manifests.ts';
import type { Edit } from '../topology/testing/config-texts.ts';
import { sinkWith, stageWith, topologyOf } from '../topology/testing/topology-of.ts';
import { serviceValues } from './service-values.ts';

function valuesOf(service: string, ...edits: readonly Edit[]) {
  const manifest = MANIFESTS.find(({ name }) => name === service);
  if (manifest === undefined) throw new Error(`no service ${service}`);
  return serviceValues(topologyOf(...edits), manifest);
}

it.each(MANIFESTS.map(({ name }) => name))('%s has the values that every service has', (service) => {
  expect(valuesOf(service)).toMatchObject({
    stage: 'dev',
    region: 'eu-west-1',
    tracing: true,
    logRetentionDays: 30,
    retain: true,
    deletionPolicy: 'RetainExceptOnCreate',
    updateReplacePolicy: 'Retain',
  });
});

it.each([
  ['router', []],
  ['forwarders', []],
  ['s3-sink', []],
  ['es-sink', ['sink']],
  ['fluent-sink', ['sink']],
  ['es-cleaner', ['clean']],
  ['eden-api', ['*']],
])('of %s, %j is not used by the small configuration', (service, unused) => {
  expect(valuesOf(service).unused.functions).toEqual(unused);
});

it('a sink that is not used has a value for all that its file asks for', () => {
  const keys = (values: object | undefined) => Object.keys(values ?? {}).sort();
  const used = valuesOf('es-sink', sinkWith('es-sink', 'ES_HOST: logs.example.com, ES_AUTH: none'));
  expect(used.unused.functions).toEqual([]);
  expect(keys(valuesOf('es-sink').functions['sink'])).toEqual(keys(used.functions['sink']));
});

it('a cleaner that is not used has a value for all that its file asks for', () => {
  const used = valuesOf('es-cleaner', sinkWith('es-sink', 'ES_HOST: logs.example.com, ES_AUTH: none'), [
    'sinks',
    'sinks:',
    'cleaner: { environment: { MAX_AGE_DAYS: 90 } }\nsinks:',
  ]);
  expect(used.unused.functions).toEqual([]);
  const keys = (values: object | undefined) => Object.keys(values ?? {}).sort();
  expect(keys(valuesOf('es-cleaner').functions['clean'])).toEqual(keys(used.functions['clean']));
});

it('a stream function has its settings, the most specific first', () => {
  const vpc = '{ subnetIds: [subnet-01234567], securityGroupIds: [sg-01234567] }';
  const edits = [
    ['stages/dev', 'functions:', `functions:\n  s3-sink-sink: { memoryMb: 2048, batchSize: 7, vpc: ${vpc} }`] as const,
    ['stages/dev', 'alarms:', 'pollStreams: false\nalarms:'] as const,
  ];
  expect(valuesOf('s3-sink', ...edits).functions['sink']).toMatchObject({
    name: 'app-dev-s3-sink-sink',
    roleName: 'app-dev-s3-sink-sink-eu-west-1',
    memoryMb: 2048,
    timeoutSeconds: 120,
    vpc: { subnetIds: ['subnet-01234567'], securityGroupIds: ['sg-01234567'] },
    source: 'mid',
    pollStreams: false,
    batchSize: 7,
    batchWindowSeconds: 5,
    bisect: true,
    maximumRetryAttempts: expect.any(Number),
    maximumRecordAgeSeconds: expect.any(Number),
  });
  expect(valuesOf('s3-sink').functions['sink']).not.toHaveProperty('vpc');
});

it('the forwarders are a list of functions', () => {
  expect(valuesOf('forwarders').more['functions']).toMatchObject({
    apps: {
      handler: 'handler.forward',
      description: 'Forwards logs of in to app-dev-out',
      name: 'app-dev-forwarders-apps',
      events: [{ stream: { type: 'kinesis', batchSize: 100, functionResponseType: 'ReportBatchItemFailures' } }],
    },
    hose: { description: 'Forwards logs of mid to app-dev-hose' },
  });
});

it.each([
  ['a key of AWS', [], undefined],
  [
    'a key of its own',
    [stageWith("kms: { table: 'arn:aws:kms:eu-west-1:123456789012:key/table' }")],
    { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/table' },
  ],
])('the progress table is under %s', (_, edits, encryption) => {
  expect(valuesOf('router', ...edits).more['progressTable']).toEqual({
    name: 'app-dev-progress',
    ...(encryption === undefined ? {} : { encryption }),
  });
});
