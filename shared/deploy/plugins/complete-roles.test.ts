import { join } from 'node:path';

type Plugin = new (framework: object) => { readonly hooks: Readonly<Record<string, () => void>> };

const CompleteRoles = jest.requireActual<Plugin>(join(__dirname, 'complete-roles.cjs'));

function complete(Resources: object, permissionsBoundary?: string): void {
  const provider = { compiledCloudFormationTemplate: { Resources } };
  const { hooks } = new CompleteRoles({ service: { custom: { app: { permissionsBoundary } }, provider } });
  for (const hook of Object.values(hooks)) hook();
}

const BOUNDARY = 'arn:aws:iam::123456789012:policy/boundary';

it.each([
  [BOUNDARY, { PermissionsBoundary: BOUNDARY }],
  [undefined, {}],
])('with the boundary %s every role has %j', (permissionsBoundary, expected) => {
  const Resources = {
    A: { Type: 'AWS::IAM::Role', Properties: {} },
    B: { Type: 'AWS::IAM::Role', Properties: {} },
    C: { Type: 'AWS::S3::Bucket', Properties: {} },
  };
  complete(Resources, permissionsBoundary);
  expect(Object.values(Resources).map(({ Properties }) => Properties)).toEqual([expected, expected, {}]);
});

it('removes the action that AWS does not know on a stream', () => {
  const Statement = [{ Action: ['kinesis:GetRecords', 'kinesis:ListStreams'] }, { Action: 's3:PutObject' }];
  complete({ A: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: { Statement } }] } } });
  expect(Statement).toEqual([{ Action: ['kinesis:GetRecords'] }, { Action: 's3:PutObject' }]);
});
