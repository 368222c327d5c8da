import type { EdenAws } from '../aws/ports.ts';
import { parseImage } from '../environment/image.ts';
import { memoryImage, startMemoryCreate } from '../testing/memory-run.ts';
import { registry, seedMemory } from '../testing/memory-state.ts';
import { preflight } from './preflight.ts';

const service = {
  status: 'ACTIVE',
  taskDefinition: 'definition',
  loadBalancers: [{ targetGroupArn: 'g', containerName: 'api' }],
};

it.each<[string, Partial<EdenAws>, readonly string[]]>([
  ['an image that is missing', { describeImage: async () => ({ status: 'no_image' }) }, ['does not exist in registry']],
  ['a repository that is missing', { describeImage: async () => ({ status: 'no_repository' }) }, ['The repository']],
  ['an ALB that is missing', { describeLoadBalancer: async () => undefined }, ['ALB ']],
  [
    'no HTTPS listener',
    { describeListeners: async () => [{ Port: 80, Protocol: 'HTTP' }] },
    ['no HTTPS listener on port 443'],
  ],
  ['a zone that is missing', { getZoneName: async () => undefined }, ['Hosted zone Z1 does not exist']],
  ['another zone', { getZoneName: async () => 'example.org' }, ['No issued certificate']],
  [
    'a certificate of another host',
    { describeCertificate: async () => ({ names: ['x.example.com'], status: 'ISSUED' }) },
    ['No issued certificate'],
  ],
  [
    'a certificate that is pending',
    { describeCertificate: async () => ({ names: ['*.dev.example.com'], status: 'PENDING' }) },
    ['No issued certificate'],
  ],
  [
    'a reference that is draining',
    { describeService: async () => ({ ...service, status: 'DRAINING' }) },
    ['is DRAINING'],
  ],
  [
    'a reference without load balancer',
    { describeService: async () => ({ ...service, loadBalancers: [] }) },
    ['has no container behind a target group', 'ECS service dev-dynamic-foo was not made by eden'],
  ],
  [
    'a reference with an external deployment controller',
    { describeService: async () => ({ ...service, deploymentController: { type: 'EXTERNAL' } }) },
    ['has the deployment controller EXTERNAL', 'ECS service dev-dynamic-foo was not made by eden'],
  ],
  [
    'a target group that no rule can forward to',
    {
      describeTargetGroup: async (by) =>
        'arn' in by ? { TargetGroupArn: by.arn, Protocol: 'TCP', VpcId: 'vpc-1' } : undefined,
    },
    ['has the protocol TCP'],
  ],
  [
    'two problems',
    { getZoneName: async () => undefined, describeLoadBalancer: async () => undefined },
    ['ALB ', 'Hosted zone'],
  ],
  [
    'a file that is no JSON',
    { getObject: async () => ({ text: '{', etag: '' }) },
    ['Environments JSON s3://config/endpoints.json'],
  ],
])('refuses %s', async (_what, changes, messages) => {
  const run = await startMemoryCreate(seedMemory());
  const image = parseImage(memoryImage);
  if (image.status === 'invalid') throw new Error(image.message);
  const checked = await preflight({ ...run, aws: { ...run.aws, ...changes } }, image.image);
  const told = checked.status === 'refused' ? checked.problems.map(({ message }) => message) : [];
  expect(told).toEqual(messages.map((message) => expect.stringContaining(message)));
});

it.each([
  [`${registry}:other`, [], undefined],
  [`${registry}@sha256:${'a'.repeat(64)}`, [], undefined],
  [`${registry}-x:latest`, [], 'image_repositories of the profile does not list it'],
  [`${registry}-x:latest`, [`${registry}-x`], undefined],
  [`${registry}-x/y:latest`, [`${registry}-x`], 'image_repositories of the profile does not list it'],
  [memoryImage.replace('us-east-1', 'eu-west-1'), [], 'image_repositories of the profile does not list it'],
])('image %s with the list %j: %s', async (uri, imageRepositories, message) => {
  const run = await startMemoryCreate(seedMemory());
  const image = parseImage(uri);
  if (image.status === 'invalid') throw new Error(image.message);
  const aws = { ...run.aws, describeImage: async () => ({ status: 'found', digest: 'd' }) as const };
  const checked = await preflight({ ...run, aws, profile: { ...run.profile, imageRepositories } }, image.image);
  const told = checked.status === 'refused' ? checked.problems.map((problem) => problem.message) : [];
  expect(told).toEqual(message === undefined ? [] : [expect.stringContaining(message)]);
});
