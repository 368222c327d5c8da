import type { ContainerDefinition } from '../aws/types.ts';
import type { Profile } from '../profile/profile.ts';
import { testProfile } from '../testing/records.ts';
import { cloneTaskDefinition } from './clone.ts';

const api: ContainerDefinition = {
  name: 'api',
  image: 'old',
  cpu: 512,
  environment: [
    { name: 'STAGE', value: 'prod' },
    { name: 'KEPT', value: 'yes' },
  ],
  secrets: [{ name: 'TOKEN', valueFrom: 'arn' }],
  logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': 'g', 'awslogs-stream-prefix': 'api' } },
};
const proxy: ContainerDefinition = { name: 'proxy', image: 'envoy' };

function clone(profile: Partial<Profile>, containerDefinitions = [api, proxy]) {
  return cloneTaskDefinition({
    reference: {
      family: 'api',
      revision: 7,
      status: 'ACTIVE',
      cpu: '1024',
      networkMode: 'awsvpc',
      containerDefinitions,
    },
    referenceTags: [{ key: 'team', value: 'api' }],
    family: 'foo',
    container: 'api',
    imageUri: 'new',
    host: 'foo.example.com',
    profile: testProfile(profile),
    tags: { 'eden:run': '1' },
  });
}

it('takes all but what AWS writes, with the image, family and tags of the clone', () => {
  expect(clone({})).toEqual({
    family: 'foo',
    cpu: '1024',
    networkMode: 'awsvpc',
    containerDefinitions: [{ ...api, image: 'new' }, proxy],
    tags: [
      { key: 'team', value: 'api' },
      { key: 'eden:run', value: '1' },
    ],
  });
});

it.each<[string, Partial<Profile>, object]>([
  [
    'an environment override replaces variables and secrets of its name',
    { environment: { STAGE: 'preview', TOKEN: '{{host}}' } },
    {
      environment: [
        { name: 'KEPT', value: 'yes' },
        { name: 'STAGE', value: 'preview' },
        { name: 'TOKEN', value: 'foo.example.com' },
      ],
      secrets: [],
    },
  ],
  [
    'a log prefix',
    { logStreamPrefix: 'foo' },
    { logConfiguration: { options: { 'awslogs-group': 'g', 'awslogs-stream-prefix': 'foo' } } },
  ],
])('%s', (_what, profile, container) => {
  expect(clone(profile).containerDefinitions?.[0]).toMatchObject(container);
});

it('a smaller cpu limits the container when it is the only one', () => {
  expect(clone({ cpu: '256' }, [api])).toMatchObject({ cpu: '256', containerDefinitions: [{ cpu: 256 }] });
  expect(clone({ cpu: '256' })).toMatchObject({ cpu: '256', containerDefinitions: [{ cpu: 512 }, {}] });
});
