import { parseImage } from './image.ts';

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
