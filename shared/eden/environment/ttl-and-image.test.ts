import { parseTtl } from '../profile/ttl.ts';
import { expiryOf } from './expiry.ts';
import { parseImage } from './image.ts';

it.each([
  ['72h', 259_200],
  ['3d', 259_200],
  ['90m', 5_400],
  ['2w', 1_209_600],
  ['none', 'none'],
  ['0h', undefined],
  ['72', undefined],
  ['-1h', undefined],
])('a life of %j is %j', (text, ttl) => {
  expect(parseTtl(text)).toBe(ttl);
});

it.each([
  ['asked for: starts anew', { asked: 100, present: 5, isNew: false }, 1100],
  ['not asked for: is kept', { asked: undefined, present: 5, isNew: false }, 5],
  ['none: is cleared', { asked: 'none', present: 5, isNew: false }, undefined],
  ['new: the default', { asked: undefined, present: undefined, isNew: true, defaultTtl: 50 }, 1050],
  ['no longer than the longest', { asked: 'none', present: undefined, isNew: true, maxTtl: 70 }, 1070],
  ['new without default: the longest', { asked: undefined, present: undefined, isNew: true, maxTtl: 70 }, 1070],
] as const)('%s', (_what, input, expiresAt) => {
  expect(expiryOf({ defaultTtl: undefined, maxTtl: undefined, nowSeconds: 1000, ...input })).toBe(expiresAt);
});

const sha = `sha256:${'a'.repeat(64)}`;

it.each([
  [
    '123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/api:v1',
    { account: '123456789012', region: 'eu-west-1', repository: 'team/api', tag: 'v1' },
  ],
  [`123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/api@${sha}`, { region: 'cn-north-1', digest: sha }],
  [`123456789012.dkr.ecr.us-east-1.amazonaws.com/api:v1@${sha}`, { digest: sha }],
])('image %s', (uri, image) => {
  expect(parseImage(uri)).toMatchObject({ status: 'ok', image });
});

it.each([
  'nginx',
  'ghcr.io/x/y:1',
  '12345.dkr.ecr.us-east-1.amazonaws.com/api:1',
  '123456789012.dkr.ecr.us-east-1.amazonaws.com/api',
  '123456789012.dkr.ecr.us-east-1.amazonaws.com/API:1',
  '123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.com/a:1',
])('image %s is refused', (uri) => {
  expect(parseImage(uri).status).toBe('invalid');
});
