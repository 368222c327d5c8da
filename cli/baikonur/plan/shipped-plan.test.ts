import { join } from 'node:path';
import { MANIFESTS } from '../../../services/manifests.ts';
import { loadTopology } from '../../../shared/deploy/topology/read-config.ts';
import cpu from './cpu.json' with { type: 'json' };
import { makePlan } from './make-plan.ts';
import { loadPrices } from './prices.ts';

/*
 * The plans of docs/cli/plan.md once more, by hand: the shipped stage, logs of 600 bytes. Every stream and function has all of
 * the logs. What is measured (CPU time, compression) is the bench's row of logs of 1,030 bytes, whose size is nearest.
 */
const SECONDS = 730 * 3600;
const GB = 2 ** 30;
const topology = loadTopology(MANIFESTS, 'dev', join(import.meta.dirname, '../../..'));

/** A rate, and the shards that it needs by hand. */
interface Rate {
  readonly bytes: number;
  readonly logs: number;
  readonly shards: number;
}

const RATES: Readonly<Record<string, Rate>> = {
  // 0.95 by bytes, 1.67 by records, 3 readers × 0.48 by reads: 2
  '1 MB/s': { bytes: 1e6, logs: 1e6 / 600, shards: 2 },
  // 4.77 by bytes, 8.33 by records, 3 × 2.38 = 7.15 by reads: 9
  '5 MB/s': { bytes: 5e6, logs: 5e6 / 600, shards: 9 },
  // 19.1 by bytes, 33.3 by records, 3 × 9.54 = 28.6 by reads: 34
  '20 MB/s': { bytes: 20e6, logs: 20e6 / 600, shards: 34 },
};

function measured(work: string): { readonly cpuSeconds: number; readonly ratio: number } {
  const row = cpu.rows.find((one) => one.work === work && one.batch === 'plain');
  if (row === undefined) throw new Error(`the bench has no row for ${work}`);
  return { cpuSeconds: row.cpuMs / 1000 / row.mbIn, ratio: row.mbOut / row.mbIn };
}

/** CPU for each MB, slower with 1,024 of 1,769 MB, and 0.1 s of waiting an invocation; 1 GB of memory. */
function gbSeconds(work: string, { bytes }: Rate, invocations: number): number {
  return (measured(work).cpuSeconds * (1769 / 1024) * (bytes / 1e6) + 0.1 * invocations) * SECONDS;
}

type Item = readonly [subject: string, kind: string, quantity: number, usd: number];

function byHand(rate: Rate): readonly Item[] {
  const { bytes, logs, shards } = rate;
  const streams = ['router', 'archive', 'subscriber'].flatMap((key): readonly Item[] => [
    [`stream ${key}`, 'shards', 730 * shards, 0.015],
    [`stream ${key}`, 'retention', 730 * shards, 0.02],
    [`stream ${key}`, 'writes', (logs * SECONDS) / 1e6, 0.014],
  ]);
  // 500 records a batch for the router and the forwarders, 2,000 for s3-sink: both come before their window ends.
  const functions = [
    ['router-route', 'router', logs / 500],
    ['forwarders-subscriber', 'forwarders', logs / 500],
    ['forwarders-partner', 'forwarders', logs / 500],
    ['s3-sink-sink', 's3-sink', logs / 2000],
  ] as const;
  return [
    ...streams,
    ...functions.flatMap(([id, work, invocations]): readonly Item[] => [
      [id, 'requests', (invocations * SECONDS) / 1e6, 0.2],
      [id, 'progress reads', (invocations * SECONDS) / 1e6, 0.125],
      [id, 'log', (invocations * SECONDS * 3200) / GB, 0.5],
      [id, 'compute', gbSeconds(work, rate, invocations), 0.0000133334],
    ]),
    ['s3-sink-sink', 'objects', ((logs / 2000) * SECONDS) / 1000, 0.005],
    ['s3-sink-sink', 'storage', (bytes * measured('s3-sink').ratio * SECONDS) / GB, 0.023],
    // 600 bytes count as 5 KB; 64 MB are there before 300 s at 1 MB/s and more.
    ['firehose partner', 'writes', (logs * 5120 * SECONDS) / GB, 0.029],
    ['firehose partner', 'objects', ((bytes / 2 ** 26) * SECONDS) / 1000, 0.005],
    ['stage', 'metrics', 4 * 18 + 1, 0.3],
    ['stage', 'metrics of mappings', 4 * 7, 0.3],
    ['stage', 'dashboard', 1, 3],
  ];
}

/** Not by hand: as many as the templates have. */
const COUNTED = 'stage alarms';

it.each(Object.entries(RATES))('every figure of the shipped stage at %s', (_name, rate) => {
  const workload = { bytesPerSecond: rate.bytes, bytes: 600 };
  const { items, perMonth } = makePlan(topology, { workload, prices: loadPrices('us-east-1'), waitMs: 100 });
  const figures = new Map(items.map((item) => [`${item.subject} ${item.kind}`, item]));
  const expected = byHand(rate);
  expect([...figures.keys()].filter((key) => key !== COUNTED).sort()).toEqual(
    expected.map(([subject, kind]) => `${subject} ${kind}`).sort(),
  );
  let sum = (figures.get(COUNTED)?.quantity ?? 0) * 0.1;
  for (const [subject, kind, quantity, usd] of expected) {
    const item = figures.get(`${subject} ${kind}`);
    expect([subject, kind, item?.quantity, item?.perMonth]).toEqual([
      ...[subject, kind, Number(quantity.toPrecision(6))],
      Math.round(quantity * usd * 100) / 100,
    ]);
    sum += quantity * usd;
  }
  // Each item is rounded to the cent.
  expect(Math.abs(perMonth - sum)).toBeLessThan(0.005 * items.length);
});
