import type { Edit } from '../../../shared/deploy/topology/testing/config-texts.ts';
import { stageWith, topologyOf } from '../../../shared/deploy/topology/testing/topology-of.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { makePlan, type Plan } from './make-plan.ts';
import { loadPrices } from './prices.ts';
import { loadsOf } from './workload.ts';

const ONE_SHARD = ['stages/dev', 'mode: on-demand', 'mode: provisioned, shards: 1'] as const;
const HERE = ['stages/dev', 'region: eu-west-1', 'region: us-east-1'] as const;

/** 1 MB/s in logs of 500 bytes: 2,000 logs a second. */
const WORKLOAD = { bytesPerSecond: 1_000_000, bytes: 500 };

function planOf(topology: Topology, workload = WORKLOAD): Plan {
  return makePlan(topology, { workload, prices: loadPrices(topology.region), waitMs: 100 });
}

function itemOf({ items }: Plan, subject: string, kind: string) {
  return items.find((item) => item.subject === subject && item.kind === kind);
}

const provisioned = planOf(topologyOf(ONE_SHARD, HERE));
const onDemand = planOf(topologyOf(HERE));
const PLANS = { provisioned, onDemand };

/*
 * A month has 730 h = 2,628,000 s, a GB 2^30 bytes. The stage: `in` is read by the router and a forwarder, `mid` by s3-sink
 * and a forwarder to Firehose; batchSize 100, window 5 s, 512 MB; retention 72 h.
 */
describe('each figure, calculated by hand', () => {
  it.each<[keyof typeof PLANS, string, string, string, number, number]>([
    // 1,000,000 / 1,048,576 is 1 shard, 2,000 / 1,000 is 2, two readers at 2 MiB/s are 1: 2 shards.
    ['provisioned', 'stream in', 'shards', '2 × 730 = 1,460 h × $0.015', 1460, 21.9],
    ['provisioned', 'stream in', 'retention', '1,460 h × $0.020', 1460, 29.2],
    // 2,000 × 2,628,000 = 5,256 million units of 25 KB
    ['provisioned', 'stream in', 'writes', '5,256 × $0.014', 5256, 73.58],
    ['onDemand', 'stream in', 'stream', '730 h × $0.04', 730, 29.2],
    // 500 bytes count as 1,024: 2,000 × 1,024 × 2,628,000 / 2^30 = 5,012.512
    ['onDemand', 'stream in', 'writes', '5,012.5 GB × $0.08', 5012.51, 401],
    // two readers: 2 × 1,000,000 × 2,628,000 / 2^30 = 4,895.031
    ['onDemand', 'stream in', 'reads', '4,895 GB × $0.04', 4895.03, 195.8],
    // 48 h after the first 24 h: 1,000,000 × 3,600 × 48 / 2^30 = 160.933
    ['onDemand', 'stream in', 'retention', '160.9 GB × $0.10', 160.933, 16.09],
    // 2,000 / 100 records a batch = 20 a second × 2,628,000 = 52.56 million
    ['provisioned', 'router-route', 'requests', '52.56 million × $0.20', 52.56, 10.51],
    ['provisioned', 'router-route', 'progress reads', '52.56 million × $0.125', 52.56, 6.57],
    // 52,560,000 × 3,200 / 2^30 = 156.641
    ['provisioned', 'router-route', 'log', '156.6 GB × $0.50', 156.641, 78.32],
    // nearest row of the bench to 500 bytes: plain-small, 272 bytes; 6.3 / 1.36 = 4.6324 ms a MB; × 1,769 / 512 = 3.45508
    // 0.0160052 s and 20 × 0.1 s = 2.0160052 s a second × 0.5 GB × 2,628,000 = 2,649,030.8
    ['provisioned', 'router-route', 'compute', '2,649,030 GB-s × $0.0000133334', 2649030, 35.32],
    // s3-sink: 23.9 / 1.36 = 17.5735 ms a MB × 3.45508 = 0.0607179; (0.0607179 + 2) × 0.5 × 2,628,000 = 2,707,783.3
    ['provisioned', 's3-sink-sink', 'compute', '2,707,780 GB-s × $0.0000133334', 2707780, 36.1],
    // one type a batch: 52,560 thousand objects
    ['provisioned', 's3-sink-sink', 'objects', '52,560 × $0.005', 52560, 262.8],
    // gzip to 0.35 / 1.36: 2,628,000,000,000 × 0.257353 / 2^30 = 629.875
    ['provisioned', 's3-sink-sink', 'storage', '629.9 GB × $0.023', 629.875, 14.49],
    // 500 bytes count as 5,120: 2,000 × 5,120 × 2,628,000 / 2^30 = 25,062.561
    ['provisioned', 'firehose hose', 'writes', '25,062.6 GB × $0.029', 25062.6, 726.81],
    // every 300 s: 8,760; 64 MB take 67 s: 1,000,000 / 67,108,864 × 2,628,000 = 39,160.3
    ['provisioned', 'firehose hose', 'objects', '39.16 thousand × $0.005', 39.1603, 0.2],
    // four functions × 18, one target of the router
    ['provisioned', 'stage', 'metrics', '73 × $0.30', 73, 21.9],
    ['provisioned', 'stage', 'metrics of mappings', '28 × $0.30', 28, 8.4],
    ['provisioned', 'stage', 'dashboard', '$3', 1, 3],
  ])('%s, %s, %s: %s', (plan, subject, kind, _derivation, quantity, perMonth) => {
    const item = itemOf(PLANS[plan], subject, kind);
    expect(item?.quantity).toBeCloseTo(quantity, quantity > 1e5 ? -1 : 1);
    expect(item?.perMonth).toBe(perMonth);
  });

  it('adds them up, the largest first', () => {
    const sum = provisioned.items.reduce((total, { perMonth }) => total + (perMonth ?? 0), 0);
    expect(provisioned.perMonth).toBeCloseTo(sum, 2);
    const dollars = provisioned.items.map(({ perMonth }) => perMonth ?? 0);
    expect(dollars).toEqual(dollars.toSorted((a, b) => b - a));
  });
});

it('a price that is not known is said, and is not in the sum', () => {
  const plan = planOf(topologyOf());
  expect(plan).toMatchObject({ region: 'eu-west-1', pricesAsOf: null, perMonth: 0 });
  expect(plan.missing).toContain('kinesis.streamHour');
  expect(itemOf(plan, 'stream in', 'stream')).toMatchObject({ quantity: 730, unitPrice: null, perMonth: null });
});

it('an idle stage pays for streams, alarms, the dashboard and the metrics of the mappings alone', () => {
  const plan = planOf(topologyOf(ONE_SHARD, HERE), { bytesPerSecond: 0, bytes: 500 });
  expect(new Set(plan.items.map(({ kind }) => kind))).toEqual(
    new Set(['shards', 'retention', 'metrics of mappings', 'alarms', 'dashboard']),
  );
});

describe('a mix', () => {
  const mix = [
    { type: 'app.web', share: 3, bytes: 400 },
    { type: 'access', share: 1, bytes: 800 },
  ];

  it('divides the rate: 3 × 400 and 1 × 800 are 500 bytes a log', () => {
    expect(loadsOf({ ...WORKLOAD, mix })).toEqual([
      { type: 'app.web', logsPerSecond: 1500, bytes: 400 },
      { type: 'access', logsPerSecond: 500, bytes: 800 },
    ]);
  });

  it('reaches only what takes its types', () => {
    const topology = topologyOf(ONE_SHARD, HERE);
    const plan = makePlan(topology, { workload: { ...WORKLOAD, mix }, prices: loadPrices('us-east-1'), waitMs: 100 });
    expect(plan.streams).toMatchObject([
      { name: 'in', recordsPerSecond: 2000, megabytesPerSecond: 1, readers: 2, shardsNeeded: 2 },
      { name: 'mid', recordsPerSecond: 2000, readers: 2 },
      { name: 'out', recordsPerSecond: 1500, megabytesPerSecond: 0.6, readers: 0 },
    ]);
    // access alone: 500 × 5,120 × 2,628,000 / 2^30
    expect(itemOf(plan, 'firehose hose', 'writes')?.quantity).toBeCloseTo(6265.64, 1);
    expect(itemOf(plan, 's3-sink-sink', 'objects')?.why).toContain('2 an invocation');
  });
});

describe('options', () => {
  it('zstd: less compute, and the objects as large as the bench has them', () => {
    const zstd = planOf(
      topologyOf(ONE_SHARD, HERE, ['sinks', "['*']\n", "['*']\n    environment: { S3_COMPRESSION: zstd }\n"]),
    );
    const [was, now] = [provisioned, zstd].map((plan) => itemOf(plan, 's3-sink-sink', 'compute')?.quantity ?? 0);
    expect(now).toBeLessThan(was ?? 0);
    expect(itemOf(zstd, 's3-sink-sink', 'storage')?.why).toContain('a month of logs, zstd to ');
  });

  it('fanOut: a consumer for each function, whose reads are no reads of the stream', () => {
    const fanOut: Edit = ['stages/dev', 'functions:\n', 'functions:\n  router-route: { fanOut: true }\n'];
    const shards = planOf(topologyOf(ONE_SHARD, HERE, fanOut));
    // 1 × 2 × 730 = 1,460 h × $0.015; 1,000,000 × 2,628,000 / 2^30 = 2,447.51 GB × $0.013
    expect(itemOf(shards, 'stream in', 'fan-out shards')).toMatchObject({ quantity: 1460, perMonth: 21.9 });
    expect(itemOf(shards, 'stream in', 'fan-out')).toMatchObject({ quantity: 2447.52, perMonth: 31.82 });
    expect(shards.streams[0]).toMatchObject({ readers: 2, consumers: 1 });
    const demand = planOf(topologyOf(HERE, fanOut));
    expect(itemOf(demand, 'stream in', 'fan-out')?.quantity).toBe(2447.52);
    expect(itemOf(demand, 'stream in', 'reads')?.why).toBe('1 reader × 1 MB/s');
  });

  it('aggregate: fewer records to write, and fewer, fuller batches behind', () => {
    const aggregated = planOf(
      topologyOf(ONE_SHARD, HERE, ['routes', 'target: kinesis:mid\n', 'target: kinesis:mid\n    aggregate: true\n']),
    );
    const [was, now] = [provisioned, aggregated].map((plan) => itemOf(plan, 'stream mid', 'writes')?.quantity ?? 0);
    // An invocation has 100 logs of 500 bytes, for one shard: an aggregate of 50,000 bytes, two units.
    expect([was, now]).toEqual([5256, 105.12]);
    const invocations = (plan: Plan) => itemOf(plan, 's3-sink-sink', 'requests')?.quantity;
    expect([invocations(provisioned), invocations(aggregated)]).toEqual([52.56, 0.565161]);
  });
});

describe('advice', () => {
  const sentences = ({ advice }: Plan) => advice.map(({ subject, sentence }) => `${subject}: ${sentence}`).join('\n');

  it('says what config/ lacks for the rate, and which mode is cheaper', () => {
    expect(sentences(provisioned)).toContain('stream in: needs 2 shards (1 for 1 MiB/s each, 2 for 1,000 records/s');
    expect(sentences(onDemand)).toContain('stream in: mode: provisioned costs $124.68 in place of $642.09');
  });

  it('says what rounding costs where senders can change it', () => {
    // 5,256 million × (1 − 500 / 25,600) × $0.014
    expect(provisioned.advice.find(({ sentence }) => sentence.includes('rounding each record'))).toMatchObject({
      subject: 'stream in',
      savesPerMonth: 72.15,
    });
  });

  it('compares a router of several targets with forwarders', () => {
    const two = topologyOf(ONE_SHARD, HERE, [
      'routes',
      'target: kinesis:mid\n',
      "target: kinesis:mid\n  - { name: two, types: ['other*'], target: kinesis:out }\n",
    ]);
    expect(sentences(planOf(two))).toContain('router-route: one function for 2 targets costs $');
  });

  it('warns of more readers than a shard takes', () => {
    const many = Array.from(
      { length: 6 },
      (_, n) => `  - { name: f${n}, source: in, whitelist: ['x${n}'], target: kinesis:out }\n`,
    );
    const topology = topologyOf(
      ONE_SHARD,
      HERE,
      ['forwarders', 'forwarders:\n', `forwarders:\n${many.join('')}`],
      stageWith(''),
    );
    expect(sentences(planOf(topology))).toContain('stream in: 8 readers, and a shard takes 5 reads a second');
  });
});
