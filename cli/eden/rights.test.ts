import { missingRights, type Need, type RoleStatement } from './rights.ts';

const need: Need = {
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::config/a.json',
  list: 'endpointBuckets',
  entry: 'config',
};
function allow(action: string, resource: string): RoleStatement {
  return {
    effect: 'Allow',
    actions: [action],
    resources: [resource],
  };
}

it.each<[string, readonly RoleStatement[], boolean]>([
  ['nothing', [], false],
  ['both as they are', [allow('s3:GetObject', need.resource)], true],
  ['action in another case', [allow('S3:getobject', need.resource)], true],
  ['resource in another case', [allow('s3:GetObject', 'arn:aws:s3:::Config/a.json')], false],
  ['wildcards', [allow('s3:Get*', 'arn:aws:s3:::config/?.json')], true],
  ['a dot is a dot', [allow('s3:GetObject', 'arn:aws:s3:::config/aXjson'.replace('X', '?'))], true],
  ['a dot in the pattern is no wildcard', [allow('s3:GetObject', 'arn:aws:s3:::config/a.jso.')], false],
  ['the beginning alone', [allow('s3:GetObject', 'arn:aws:s3:::config/')], false],
  ['action here, resource there', [allow('s3:GetObject', 'x'), allow('x', need.resource)], false],
  ['a deny over it', [allow('*', '*'), { ...allow('s3:*', '*'), effect: 'Deny' }], false],
  ['a deny of something else', [allow('*', '*'), { ...allow('s3:Put*', '*'), effect: 'Deny' }], true],
])('%s', (_what, statements, isAllowed) => {
  expect(missingRights(statements, [need])).toEqual(isAllowed ? [] : [need]);
});
