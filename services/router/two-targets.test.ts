import { PortError, type PutRecords } from '../../shared/pipeline/ports.ts';
import { type ContractWorld, createContractWorld } from '../../shared/pipeline/testing/contract-world.ts';
import { createRouteDeliver } from './deliver.ts';
import { compileRoutes } from './routes.ts';
import { createTargets } from './targets.ts';

const routes = [
  { name: 'all', types: ['*'], target: 'kinesis:all', maxRecordSizeKiB: 1024 },
  {
    name: 'errors',
    types: ['*'],
    where: { path: 'level', oneOf: ['error'] },
    target: 'kinesis:errors',
    maxRecordSizeKiB: 1024,
  },
];
function log(n: number, level: string) {
  return `{"log_type":"app","log_id":"id-${n}","time":"2024-06-07T03:00:00Z","level":"${level}"}`;
}
const batch = [log(0, 'info'), log(1, 'error'), log(2, 'info'), log(3, 'error')];

function start() {
  const world: ContractWorld = createContractWorld();
  const taken = new Map<string, string[]>([
    ['all', []],
    ['errors', []],
  ]);
  let down = '';
  const put: PutRecords = async ({ target, records }) => {
    if (target === down) throw new PortError(`${target} is away`, { code: 'ECONNREFUSED' });
    taken.get(target)?.push(...records.map(({ data }) => data.toString()));
    return records.map(() => ({ status: 'ok' }));
  };
  const ports = { putRecords: put, putRecordBatch: put, partitionKey: () => 'key' };
  world.use({
    pipeline: { deliver: createRouteDeliver(createTargets(routes, ports)), ...compileRoutes(routes) },
    received: () => [...taken.values()].flat(),
    setFault: () => undefined,
  });
  return {
    world,
    taken,
    setDown: (target: string) => {
      down = target;
    },
  };
}

describe('a router with two targets', () => {
  it.each([
    ['errors', 1],
    ['all', 0],
  ])('holds the shard while %s is away and sends nothing twice to the other', async (down, checkpoint) => {
    const { world, taken, setDown } = start();
    setDown(down);
    expect(await world.invoke(batch)).toEqual([checkpoint]);
    for (let repeat = 0; repeat < 3; repeat++) {
      expect(await world.invoke(batch, { from: checkpoint })).toEqual([checkpoint]);
    }
    setDown('');
    expect(await world.invoke(batch, { from: checkpoint })).toEqual([]);
    expect(taken.get('all')).toEqual(batch);
    expect(taken.get('errors')).toEqual([batch[1], batch[3]]);
    expect(world.bucket.deadLetters()).toEqual([]);
    expect(world.progress.rows()).toEqual([]);
  });

  it('accounts for every log of each target', async () => {
    const { world, setDown } = start();
    setDown('errors');
    await world.invoke(batch);
    expect(world.lastLedger()).toMatchObject({
      received: 4,
      targets: {
        'kinesis:all': { matched: 4, delivered: 4 },
        'kinesis:errors': { matched: 2, delivered: 0, retryable: 2 },
      },
      mismatches: [],
    });
  });
});
