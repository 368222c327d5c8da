import { MANIFESTS } from '../../../../services/manifests.ts';
import { s3Sink } from '../../../../services/s3-sink/service.ts';
import { deliveryResources } from '../../template/delivery-resources.ts';
import { serviceValues } from '../../template/service-values.ts';
import { parseTopology } from '../parse-topology.ts';
import { edit } from '../testing/config-texts.ts';
import { stageWith, topologyOf } from '../testing/topology-of.ts';

function messagesOf(yaml: string): readonly string[] {
  const parsed = parseTopology(MANIFESTS, edit(stageWith(yaml)), 'dev');
  return parsed.status === 'valid' ? [] : parsed.problems.map(({ message }) => message);
}

const TO_IA = '{ afterDays: 30, storageClass: STANDARD_IA }';

describe('a lifecycle', () => {
  it.each([
    ['delivery: { expireAfterDays: 365 }'],
    [`delivery: { expireAfterDays: 365, transitions: [${TO_IA}, { afterDays: 90, storageClass: DEEP_ARCHIVE }] }`],
    ['archive: { transitions: [{ afterDays: 0, storageClass: INTELLIGENT_TIERING }] }'],
  ])('taken: %s', (yaml) => {
    expect(messagesOf(yaml)).toEqual([]);
  });

  it.each([
    [
      'delivery: { transitions: [{ afterDays: 7, storageClass: STANDARD_IA }] }',
      'delivery.transitions[0].afterDays: STANDARD_IA takes objects from 30 days on, got 7',
    ],
    [
      `archive: { transitions: [${TO_IA}, { afterDays: 30, storageClass: GLACIER }] }`,
      'archive.transitions[1].afterDays: expected more days than before (30), got 30',
    ],
    [
      `delivery: { expireAfterDays: 30, transitions: [${TO_IA}] }`,
      'delivery.transitions[0].afterDays: expected fewer days than expireAfterDays (30), got 30',
    ],
    [
      'archive: { bucket: theirs, expireAfterDays: 30 }',
      "archive: the lifecycle of the existing bucket theirs is its owner's: without bucket it would be ours",
    ],
    [
      "archive: { kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/a' }",
      'archive.kmsKey: it is the key of an existing bucket, and needs bucket; the key of our own is kms.buckets',
    ],
    ['delivery: { expireAfterDays: 0 }', 'delivery.expireAfterDays: expected a whole number from 1 to 36500, got 0'],
  ])('refused: %s', (yaml, message) => {
    expect(messagesOf(yaml)).toEqual([message]);
  });

  it('is that of the buckets', () => {
    const lifecycle = `{ expireAfterDays: 365, transitions: [${TO_IA}] }`;
    const topology = topologyOf(stageWith(`delivery: ${lifecycle}\narchive: ${lifecycle}`));
    const { DeliveryBucket } = deliveryResources(topology);
    const { ArchiveBucket } = serviceValues(topology, s3Sink).resources;
    for (const bucket of [DeliveryBucket, ArchiveBucket]) {
      expect(bucket?.Properties['LifecycleConfiguration']).toMatchObject({
        Rules: [
          { Id: 'abort-uploads' },
          { Id: 'expire', ExpirationInDays: 365 },
          { Id: 'transitions', Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 30 }] },
        ],
      });
    }
  });
});

describe('settings of all resources', () => {
  const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';

  it('come to the serverless.yml of each service', () => {
    const settings = `permissionsBoundary: ${BOUNDARY}\ntags: { Team: logs, CostCenter: '1234' }`;
    for (const service of MANIFESTS) {
      expect(serviceValues(topologyOf(stageWith(settings)), service)).toMatchObject({
        permissionsBoundary: BOUNDARY,
        tags: { Team: 'logs', CostCenter: '1234' },
      });
    }
  });

  it.each([
    ['tags: { "aws:team": logs }', /^tags\.aws:team: expected the name of a tag.* as its name, got "aws:team"$/],
    ['tags: { STAGE: other }', /^tags\.STAGE: expected the name of a tag/],
    ['tags: { Team: "a&b" }', /^tags\.Team: expected the quoted text of a tag: .*, got "a&b"$/],
    ['tags: { CostCenter: 1234 }', /^tags\.CostCenter: expected the quoted text of a tag: .*, got 1234$/],
    [
      `tags: { ${Array.from({ length: 46 }, (_, index) => `T${index}: a`).join(', ')} }`,
      /^tags: expected at most 45 tags/,
    ],
    ['permissionsBoundary: boundary', /^permissionsBoundary: expected the ARN of a managed policy, got "boundary"$/],
    [
      'permissionsBoundary: arn:aws-cn:iam::123456789012:policy/a',
      /^permissionsBoundary: expected an ARN of partition aws/,
    ],
  ])('refused: %s', (yaml, message) => {
    expect(messagesOf(yaml)).toEqual([expect.stringMatching(message)]);
  });

  it('taken: a policy of AWS as the boundary', () => {
    expect(
      messagesOf("accountId: '123456789012'\npermissionsBoundary: arn:aws:iam::aws:policy/PowerUserAccess"),
    ).toEqual([]);
  });
});
