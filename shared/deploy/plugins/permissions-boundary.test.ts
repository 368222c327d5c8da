import { join } from 'node:path';

type Plugin = new (framework: object) => { readonly hooks: Readonly<Record<string, () => void>> };

const PermissionsBoundary = jest.requireActual<Plugin>(join(__dirname, 'permissions-boundary.cjs'));

it.each([
  ['arn:aws:iam::123456789012:policy/boundary', { PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' }],
  [undefined, {}],
])('with the boundary %s every role has %j', (permissionsBoundary, expected) => {
  const Resources = {
    A: { Type: 'AWS::IAM::Role', Properties: {} },
    B: { Type: 'AWS::IAM::Role', Properties: {} },
    C: { Type: 'AWS::S3::Bucket', Properties: {} },
  };
  const service = {
    custom: { app: { permissionsBoundary } },
    provider: { compiledCloudFormationTemplate: { Resources } },
  };
  for (const hook of Object.values(new PermissionsBoundary({ service }).hooks)) hook();
  expect(Object.values(Resources).map(({ Properties }) => Properties)).toEqual([expected, expected, {}]);
});
