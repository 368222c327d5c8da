import { join } from 'node:path';

type Hooks = Readonly<Record<string, () => void>>;

const OwnRoles = jest.requireActual<new (framework: object) => { readonly hooks: Hooks }>(
  join(__dirname, 'own-roles.cjs'),
);

const MANAGED = 'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole';

/** A template of serverless-iam-roles-per-function, as far as the plugin looks at it. */
function finalize(managed: readonly string[]) {
  const Resources: Record<string, { Type: string; Properties: Record<string, unknown>; DependsOn?: string[] }> = {
    Shared: { Type: 'AWS::IAM::Role', Properties: {} },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        ManagedPolicyArns: managed,
        Policies: [
          {
            PolicyDocument: {
              Statement: [
                { Action: ['logs:CreateLogStream', 'logs:CreateLogGroup', 'logs:PutLogEvents'], Resource: 'logs' },
                { Action: 's3:PutObject', Resource: 'bucket' },
              ],
            },
          },
        ],
      },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: { Role: { 'Fn::GetAtt': ['Role', 'Arn'] } },
      DependsOn: ['Role', 'LogGroup'],
    },
  };
  const { hooks } = new OwnRoles({
    getProvider: () => ({ naming: { getRoleLogicalId: () => 'Shared' } }),
    service: { provider: { compiledCloudFormationTemplate: { Resources } } },
  });
  hooks['before:package:finalize']?.();
  return Resources;
}

function statementsOf(resources: ReturnType<typeof finalize>) {
  const { Policies = [] } = resources['Role']?.Properties ?? {};
  const [policy] = Policies as readonly {
    readonly PolicyDocument: { readonly Statement: readonly { Action: readonly string[]; Resource: string }[] };
  }[];
  return policy?.PolicyDocument.Statement ?? [];
}

it('removes the shared role, and what a reference implies', () => {
  const resources = finalize([]);
  expect(Object.keys(resources)).toEqual(['Role', 'Function']);
  expect(resources['Function']?.DependsOn).toEqual(['LogGroup']);
});

it('no role may make a log group', () => {
  expect(statementsOf(finalize([])).flatMap(({ Action }) => Action)).toEqual([
    'logs:CreateLogStream',
    'logs:PutLogEvents',
    's3:PutObject',
  ]);
});

it('in a VPC neither: the managed policy is replaced by its other rights', () => {
  const resources = finalize([MANAGED]);
  expect(resources['Role']?.Properties).not.toHaveProperty('ManagedPolicyArns');
  const last = statementsOf(resources).at(-1);
  expect(last?.Resource).toBe('*');
  expect(last?.Action).toContain('ec2:CreateNetworkInterface');
  expect(last?.Action.filter((action) => !action.startsWith('ec2:'))).toEqual([]);
});

it('any other managed policy is a bug', () => {
  expect(() => finalize(['arn:aws:iam::aws:policy/AdministratorAccess'])).toThrow('a role has a managed policy');
});
