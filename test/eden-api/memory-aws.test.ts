import { createMemoryAws } from '../../shared/eden/testing/memory-aws.ts';
import { listenerArn, memoryFields, registry, seedMemory } from '../../shared/eden/testing/memory-state.ts';
import { useEden } from '../eden/use-eden.ts';
import { meetTheLaws } from './laws.ts';

jest.setTimeout(600_000);

const eden = useEden('333333333333');

it('keeps the laws that strict AWS keeps, word for word', async () => {
  const { fields, images, vpcId, bucket } = eden.account.seeded;
  const real = await meetTheLaws(eden.account.aws('laws'), {
    listenerArn: eden.account.seeded.listenerArn,
    vpcId,
    zoneId: fields['dynamic_zone_id'] ?? '',
    bucket,
    image: images[0] ?? '',
  });
  const inMemory = await meetTheLaws(createMemoryAws(seedMemory()), {
    listenerArn,
    vpcId: 'vpc-1',
    zoneId: memoryFields['dynamic_zone_id'] ?? '',
    bucket: 'config',
    image: registry,
  });
  expect(inMemory).toEqual(real);
  expect(real).toMatchObject({
    'service before its rule': 'unlinked',
    'group in use': 'in_use',
    'item held': 'held',
    'write of the former holder': 'lost',
    'file over nothing': 'conflict',
  });
});
