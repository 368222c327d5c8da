import { MANIFESTS } from '../../../../services/manifests.ts';
import { parseTopology } from '../parse-topology.ts';
import { type Edit, edit } from '../testing/config-texts.ts';
import { stageWith } from '../testing/topology-of.ts';

/** Messages about the stage file, without the numbers of lines. */
function messagesOf(...edits: readonly Edit[]): readonly string[] {
  const parsed = parseTopology(MANIFESTS, edit(...edits), 'dev');
  return parsed.status === 'valid' ? [] : parsed.problems.map(({ message }) => message);
}

const KEY = 'key/1234abcd-12ab-34cd-56ef-1234567890ab';
const EDEN = 'keys: { ci: { profiles: [a] } }';
const ACCOUNT = "accountId: '123456789012'";

describe('ARNs of the stage file', () => {
  it.each<[name: string, yaml: string, message: string]>([
    [
      'a key of another Region',
      `kms: { streams: 'arn:aws:kms:us-east-1:123456789012:${KEY}' }`,
      "kms.streams: expected an ARN of Region eu-west-1, as the stage's, got one of us-east-1",
    ],
    [
      'a key of another account',
      `${ACCOUNT}\nkms: { table: 'arn:aws:kms:eu-west-1:999999999999:${KEY}' }`,
      "kms.table: expected an ARN of account 123456789012, as the stage's, got one of 999999999999",
    ],
    [
      "a bucket's key of another Region",
      `archive: { bucket: theirs, kmsKey: 'arn:aws:kms:us-east-1:999999999999:${KEY}' }`,
      "archive.kmsKey: expected an ARN of Region eu-west-1, as the stage's, got one of us-east-1",
    ],
    [
      'a key of another partition',
      `kms: { buckets: 'arn:aws-cn:kms:cn-north-1:123456789012:${KEY}' }`,
      "kms.buckets: expected an ARN of partition aws, as the stage's, got one of aws-cn",
    ],
    [
      'a role of another account',
      `${ACCOUNT}\neden: { ${EDEN}, allow: { taskRoleArns: ['arn:aws:iam::999999999999:role/task'] } }`,
      "eden.allow.taskRoleArns[0]: expected an ARN of account 123456789012, as the stage's, got one of 999999999999",
    ],
    [
      'an ALB of another Region',
      `eden: { ${EDEN}, allow: { albArns: ['arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/a/0'] } }`,
      "eden.allow.albArns[0]: expected an ARN of Region eu-west-1, as the stage's, got one of us-east-1",
    ],
    [
      'a certificate of another Region',
      `eden: { ${EDEN}, allow: {}, domain: { name: eden.example.com, zoneId: Z1, certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a' } }`,
      "eden.domain.certificateArn: expected an ARN of Region eu-west-1, as the stage's, got one of us-east-1",
    ],
  ])('refused: %s', (_, yaml, message) => {
    expect(messagesOf(stageWith(yaml))).toEqual([message]);
  });

  it.each([
    ['another Region', 'arn:aws:sns:us-east-1:123456789012:alarms', 'Region eu-west-1', 'us-east-1'],
    ['another account', 'arn:aws:sns:eu-west-1:999999999999:alarms', 'account 123456789012', '999999999999'],
  ])('refused: an alarm topic of %s', (_, topic, expected, got) => {
    expect(messagesOf(stageWith(ACCOUNT), ['stages/dev', 'actions: []', `actions: ['${topic}']`])).toEqual([
      `alarms.actions[0]: expected an ARN of ${expected}, as the stage's, got one of ${got}`,
    ]);
  });

  it.each<[name: string, yaml: string]>([
    ['of the stage', `${ACCOUNT}\nkms: { streams: 'arn:aws:kms:eu-west-1:123456789012:${KEY}' }`],
    ['where the account is not known', `kms: { streams: 'arn:aws:kms:eu-west-1:999999999999:${KEY}' }`],
    [
      'of the owner of another bucket',
      `${ACCOUNT}\narchive: { bucket: theirs, kmsKey: 'arn:aws:kms:eu-west-1:999999999999:${KEY}' }`,
    ],
  ])('taken: %s', (_, yaml) => {
    expect(messagesOf(stageWith(yaml))).toEqual([]);
  });

  it.each([
    ['cn-north-1', 'aws-cn'],
    ['us-gov-west-1', 'aws-us-gov'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('taken: a key of the partition of %s', (region, partition) => {
    const key = `arn:${partition}:kms:${region}:123456789012:${KEY}`;
    expect(
      messagesOf(['stages/dev', 'region: eu-west-1', `region: ${region}`], stageWith(`kms: { streams: '${key}' }`)),
    ).toEqual([]);
  });
});

describe('the table of eden', () => {
  const other = (yaml: string) => ({
    ...edit(stageWith(`eden: { ${EDEN}, allow: {} }`)),
    'config/stages/prod.yml': `region: eu-west-1\n${yaml}\n`,
  });
  const problemsOf = (yaml: string) => {
    const parsed = parseTopology(MANIFESTS, other(yaml), 'dev');
    return parsed.status === 'valid' ? [] : parsed.problems.map(({ message }) => message);
  };

  it.each([
    ['by default', 'eden: { keys: {} }'],
    ['by its name', 'eden: { table: { name: eden } }'],
    ['in an account that only one of them names', "accountId: '123456789012'\neden: { keys: {} }"],
  ])('refused: two stages make it, %s', (_, yaml) => {
    expect(problemsOf(yaml)).toEqual([
      'eden.table.name: prod makes a table "eden" too, in the same Region: name: dev-eden makes it two tables, create: false shares one; where the stages are of two accounts, give both their accountId',
    ]);
  });

  it.each([
    ['no eden', ''],
    ['another name', 'eden: { table: { name: prod-eden } }'],
    ['a table that exists', 'eden: { table: { create: false } }'],
    ['the local AWS', "accountId: '000000000000'\neden: { keys: {} }"],
    ['what cannot be read', 'eden: ['],
  ])('taken: the other stage has %s', (_, yaml) => {
    expect(problemsOf(yaml)).toEqual([]);
  });
});

describe('streams of two stages', () => {
  const problemsOf = (other: string, yaml: string, ...more: readonly Edit[]) => {
    const texts = {
      ...edit(['streams', 'streams:\n', 'streams:\n  x-in: { description: i, readBy: outside }\n'], ...more),
      [`config/stages/${other}.yml`]: `${yaml}\n`,
    };
    const parsed = parseTopology(MANIFESTS, texts, 'dev');
    return parsed.status === 'valid' ? [] : parsed.problems.map(({ message }) => message);
  };

  it('refused: one name for both', () => {
    expect(problemsOf('dev-x', 'region: eu-west-1')).toEqual([
      'streams.x-in: at stage dev it is app-dev-x-in, as in of stage dev-x is: another name',
    ]);
  });

  it.each([
    ['in another Region', 'dev-x', 'region: us-east-1'],
    ['on the local AWS', 'dev-x', "region: eu-west-1\naccountId: '000000000000'"],
    ['with another rest', 'dev-y', 'region: eu-west-1'],
    ['that does not begin with this one', 'devx', 'region: eu-west-1'],
  ])('taken: a stage %s', (_, other, yaml) => {
    expect(problemsOf(other, yaml)).toEqual([]);
  });

  it('taken: a stream of others, which has a name of its own', () => {
    const theirs = stageWith('external: { streams: { x-in: theirs } }');
    expect(problemsOf('dev-x', 'region: eu-west-1', theirs)).toEqual([]);
  });
});
