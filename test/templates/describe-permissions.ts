import { bundledActions } from './bundle-commands.ts';
import { IMPLIED_ACTIONS, OPTIONAL_ACTIONS } from './implied-actions.ts';
import type { CompiledResource } from './package-services.ts';
import { known, type PackagedStages, STAGES } from './packaged-stages.ts';
import type { StageService } from './variants/make-stages.ts';

const BUNDLES_MS = 120_000;

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** Tests of the rights of the roles in the templates. */
export function describePermissions(stages: PackagedStages): void {
  const { services, ofType } = stages;
  describe('permissions', () => {
    it.each(STAGES)('give every function a role of its own at stage %s', (stage) => {
      // A logical id is one of its own stack: two sinks may both have a `SinkIamRole…`.
      const roles = services(stage).flatMap(({ service, resources }) =>
        Object.values(resources).flatMap(({ Type, Properties }) =>
          Type === 'AWS::Lambda::Function' ? [`${service} ${text(Properties['Role'])}`] : [],
        ),
      );
      expect(new Set(roles).size).toBe(roles.length);
      const ids = services(stage).flatMap(({ resources }) => Object.keys(resources));
      expect(ids).not.toContain('IamRoleLambdaExecution');
    });

    it.each(STAGES)(
      'hold no wildcard action, and no wildcard resource but for X-Ray and a VPC, at stage %s',
      (stage) => {
        for (const statement of ofType(stage, 'AWS::IAM::Role').flatMap(statementsOf)) {
          const actions = [statement.Action].flat();
          expect(actions.filter((action) => action.includes('*'))).toEqual([]);
          const isAnything = [statement.Resource].flat().includes('*');
          expect(isAnything && !actions.every((action) => /^(xray|ec2):/.test(action))).toBe(false);
        }
      },
    );

    it(
      'are those of the SDK commands in the bundle, and the reviewed ones',
      async () => {
        expect(await wrongGrants(stages)).toEqual([]);
      },
      BUNDLES_MS,
    );

    it.each([
      ['baikonur-dev-forwarders-subscriber', ['kinesis:PutRecords']],
      ['baikonur-dev-forwarders-partner', ['firehose:PutRecordBatch']],
      ['baikonur-dev-router-route', ['kinesis:PutRecords']],
      ['baikonur-dev-s3-sink-sink', []],
    ])('let %s write to its targets alone', (name, expected) => {
      const writes = actionsOf(roleOf(services('dev'), name)).filter((action) => action in OPTIONAL_ACTIONS);
      expect(writes).toEqual(expected);
    });
  });
  describe('permissions for keys', () => describeKeyPermissions(stages));
}

/** Sentences about actions that a function may take and never does, or takes and may not. */
async function wrongGrants({ services, topology }: PackagedStages): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const stage of STAGES) {
    for (const fn of topology(stage).functions) {
      const sent = await bundledActions(fn.service);
      const granted = actionsOf(roleOf(services(stage), fn.name));
      const needless = granted.filter((action) => !sent.includes(action) && !(action in IMPLIED_ACTIONS));
      const lacking = sent.filter((action) => !granted.includes(action) && !(action in OPTIONAL_ACTIONS));
      wrong.push(...needless.map((action) => `${fn.name} may ${action}, which it never does`));
      wrong.push(...lacking.map((action) => `${fn.name} sends ${action}, which it may not`));
    }
  }
  return wrong;
}

function describeKeyPermissions({ services, ofType }: PackagedStages): void {
  const table = [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ];
  const buckets = ['kms:Decrypt', 'kms:GenerateDataKey'];

  it.each([
    ['baikonur-full-router-route', { streams: ['kms:Decrypt', 'kms:GenerateDataKey'], table, buckets }],
    ['baikonur-full-forwarders-subscriber', { streams: ['kms:Decrypt', 'kms:GenerateDataKey'], table, buckets }],
    ['baikonur-full-forwarders-partner', { streams: ['kms:Decrypt'], table, buckets }],
    ['baikonur-full-s3-sink-sink', { streams: ['kms:Decrypt'], table, buckets, archive: ['kms:GenerateDataKey'] }],
  ])('give %s exactly the key actions it needs', (name, expected) => {
    expect(keyGrants(roleOf(services('full'), name))).toEqual(expected);
  });

  it('ask for no key where the stage has none', () => {
    expect(text(ofType('dev', 'AWS::IAM::Role'))).not.toContain('kms:');
  });
}

/** Actions of a role on each KMS key, by the key's name. */
function keyGrants(role: CompiledResource): Readonly<Record<string, readonly string[]>> {
  const grants: Record<string, string[]> = {};
  for (const { Action, Resource } of statementsOf(role)) {
    if (typeof Resource !== 'string' || !Resource.includes(':kms:')) continue;
    const key = Resource.split('/').at(-1) ?? '';
    grants[key] = [...new Set([...(grants[key] ?? []), ...[Action].flat()])].sort();
  }
  return grants;
}

function text(value: unknown): string {
  return JSON.stringify(value);
}

function statementsOf({ Properties }: CompiledResource): readonly Statement[] {
  const policies = Properties['Policies'] as readonly { PolicyDocument: { Statement: readonly Statement[] } }[];
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
}

function actionsOf(role: CompiledResource): readonly string[] {
  return [...new Set(statementsOf(role).flatMap(({ Action }) => Action))].sort();
}

/** The role of the function with a name on AWS. */
function roleOf(services: readonly StageService[], functionName: string): CompiledResource {
  for (const { resources } of services) {
    const fn = Object.values(resources).find(({ Properties }) => Properties['FunctionName'] === functionName);
    const id = (fn?.Properties['Role'] as { 'Fn::GetAtt': readonly [string, string] } | undefined)?.['Fn::GetAtt'][0];
    if (id !== undefined) return known(resources[id]);
  }
  throw new Error(`no function ${functionName}`);
}
