import { fluentSink } from '../../services/fluent-sink/service.ts';
import { serviceValues } from '../../shared/deploy/template/service-values.ts';
import type { Edit } from '../../shared/deploy/topology/testing/config-texts.ts';
import { ours, topologyOf, sinkWith as withSink } from '../../shared/deploy/topology/testing/topology-of.ts';
import { bundledActions } from './bundle-commands.ts';
import { IMPLIED_ACTIONS, OPTIONAL_ACTIONS } from './implied-actions.ts';

/** `config/` as shipped has no fluent-sink, so that the packaged templates say nothing of it. */
function sinkWith(more: string): Edit {
  return withSink('fluent-sink', `LOG_FLUENT_SINK_ENDPOINT: fluentd, LOG_FLUENT_TAG: prod${more}`);
}
const WITH_SECRETS = sinkWith(
  ', FLUENT_SHARED_KEY: "ssm:/fluent/key", FLUENT_USERNAME: user, FLUENT_PASSWORD: "secretsmanager:fluent#password", FLUENT_TLS: true, FLUENT_TLS_CA: "ssm:/fluent/ca"',
);

function valuesOf(...edits: readonly Edit[]) {
  const values = serviceValues(topologyOf(...edits), fluentSink).functions['sink'];
  if (values === undefined) throw new Error('no function');
  return values;
}

function actionsOf({ statements }: ReturnType<typeof valuesOf>): readonly string[] {
  return statements.flatMap(({ Action }) => Action);
}

describe('the role of fluent-sink', () => {
  it('holds the actions of the SDK commands in its bundle, and the reviewed ones', async () => {
    const sent = await bundledActions('fluent-sink');
    const granted = actionsOf(valuesOf(WITH_SECRETS));
    expect(granted.filter((action) => !sent.includes(action) && !(action in IMPLIED_ACTIONS))).toEqual([]);
    const never = ['kinesis:PutRecords', 's3:CreateSession', 'dynamodb:DescribeEndpoints'];
    expect(sent.filter((action) => !granted.includes(action) && !never.includes(action))).toEqual([]);
    expect(never.filter((action) => !(action in OPTIONAL_ACTIONS))).toEqual([]);
  }, 60_000);

  it('may read the secrets that its variables refer to, those alone, and decrypt with the key that the stage names', () => {
    const key = 'arn:aws:kms:eu-west-1:123456789012:key/secrets';
    const { statements } = valuesOf(WITH_SECRETS, ['stages/dev', 'alarms:', `kms: { secrets: '${key}' }\nalarms:`]);
    expect(statements.slice(-4)).toMatchObject([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: [ours('secretsmanager:REGION:ACCOUNT:secret:fluent-??????')],
      },
      {
        Effect: 'Allow',
        Action: ['ssm:GetParameter'],
        Resource: [ours('ssm:REGION:ACCOUNT:parameter/fluent/key'), ours('ssm:REGION:ACCOUNT:parameter/fluent/ca')],
      },
      { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: key },
      { Effect: 'Allow', Action: ['kms:Decrypt'], Resource: key },
    ]);
  });

  it('may read no secret where none is referred to', () => {
    const actions = actionsOf(valuesOf(sinkWith('')));
    expect(actions.filter((action) => /^(secretsmanager|ssm|kms):/.test(action))).toEqual([]);
  });
});

describe('the function of fluent-sink', () => {
  it('is in the VPC that its stage gives it, in none otherwise', () => {
    const vpc = '{ subnetIds: [subnet-0123456789abcdef0], securityGroupIds: [sg-0123456789abcdef0] }';
    const inVpc: Edit = ['stages/dev', 'alarms:', `  fluent-sink-sink: { vpc: ${vpc} }\nalarms:`];
    expect(valuesOf(sinkWith(''), inVpc).vpc).toEqual({
      subnetIds: ['subnet-0123456789abcdef0'],
      securityGroupIds: ['sg-0123456789abcdef0'],
    });
    expect(valuesOf(sinkWith(''))).not.toHaveProperty('vpc');
  });
});
