import type { StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import { countText } from '../operator/quantity.ts';
import { type FunctionLoad, functionItems } from './function-items.ts';
import { priced, toCents, totalOf } from './item.ts';
import type { FindPrice, Prices } from './prices.ts';
import { type DeliveryRounding, metricsOf } from './stage-items.ts';
import {
  fanOutItems,
  hasTooManyReaders,
  otherMode,
  roundingOf,
  type StreamLoad,
  shardsFor,
  streamItems,
} from './stream-items.ts';
import { sumOf } from './workload.ts';

/** A way to make the plan smaller, or a lack of capacity. */
export interface Advice {
  readonly subject: string;
  readonly sentence: string;
  /** Dollars; 0 where it is no saving, below 0 where it costs. */
  readonly savesPerMonth: number;
}

interface Loads {
  readonly prices: Prices;
  readonly streams: readonly StreamLoad[];
  readonly functions: readonly FunctionLoad[];
  readonly deliveries: readonly DeliveryRounding[];
}

/** Advice, the largest saving first. */
export function adviceOf(topology: Topology, { prices, streams, functions, deliveries }: Loads): readonly Advice[] {
  const own = streams.filter(({ stream }) => stream.owned);
  return [
    ...own.flatMap((load) => [...capacity(load), ...mode(prices.find, load), ...rounding(prices.find, topology, load)]),
    ...own.flatMap((load) => fanOut(prices.find, load)),
    ...deliveryRounding(deliveries),
    ...routerOrForwarders(prices.find, topology, functions),
  ].toSorted((a, b) => b.savesPerMonth - a.savesPerMonth);
}

function capacity(load: StreamLoad): readonly Advice[] {
  const { stream } = load;
  const { needed, byBytes, byRecords, byReads } = shardsFor(load);
  if (stream.shards === undefined || needed <= stream.shards) return [];
  const sentence = `needs ${countText(needed, 'shard')} (${byBytes} for 1 MiB/s each, ${byRecords} for 1,000 records/s, ${byReads} for 2 MiB/s of reads); config/ has ${stream.shards}, so writers are throttled: set shards, or mode: on-demand`;
  return [{ subject: `stream ${stream.key}`, sentence, savesPerMonth: 0 }];
}

function mode(find: FindPrice, load: StreamLoad): readonly Advice[] {
  const other = otherMode(find, load);
  const now = totalOf(streamItems(find, load));
  const then = totalOf(other.items);
  const isKnown = [...streamItems(find, load), ...other.items].every(({ perMonth }) => perMonth !== null);
  if (!isKnown || then >= now) return [];
  return [
    {
      subject: `stream ${load.stream.key}`,
      sentence: `mode: ${other.mode} costs ${dollars(then)} in place of ${dollars(now)}, at an even rate`,
      savesPerMonth: toCents(now - then),
    },
  ];
}

function deliveryRounding(deliveries: readonly DeliveryRounding[]): readonly Advice[] {
  return deliveries
    .filter(({ dollars: wasted }) => wasted > 0)
    .map(({ key, dollars: wasted }) => ({
      subject: `firehose ${key}`,
      sentence: `of its writes, ${dollars(wasted)} go for rounding each log up to 5 KB: s3-sink, or a stream, does not round so`,
      savesPerMonth: wasted,
    }));
}

/** Only who writes a record can put several logs into it. */
function rounding(find: FindPrice, topology: Topology, load: StreamLoad): readonly Advice[] {
  const found = roundingOf(find, load);
  const isFed = topology.functions.some(({ targets }) => targets.some(({ name }) => name === load.stream.name));
  if (found === undefined) return [];
  const who = isFed
    ? 'aggregate: true of what writes to it saves most of it'
    : 'senders that put several logs into a record (KPL) save most of it';
  const sentence = `of its writes, ${dollars(found.dollars)} go for rounding each record up to ${found.unit}: ${who}`;
  return [{ subject: `stream ${load.stream.key}`, sentence, savesPerMonth: found.dollars }];
}

function fanOut(find: FindPrice, load: StreamLoad): readonly Advice[] {
  if (!hasTooManyReaders(load)) return [];
  const { stream, readers } = load;
  const items = fanOutItems({ ...load, consumers: readers }).map((one) => priced(find, one));
  const cost = items.some(({ perMonth }) => perMonth === null) ? 'a price that is not known' : dollars(totalOf(items));
  const sentence = `${readers} readers, and a shard takes 5 reads a second: more than five need enhanced fan-out (fanOut: true), which for all of them costs ${cost}; a stream behind the router for some of them does the same`;
  return [{ subject: `stream ${stream.key}`, sentence, savesPerMonth: 0 }];
}

/** The same targets, each with a forwarder of its own. */
function routerOrForwarders(
  find: FindPrice,
  topology: Topology,
  functions: readonly FunctionLoad[],
): readonly Advice[] {
  const router = functions.find(({ fn }) => fn.service === 'router');
  const targets = [...new Map(router?.fn.targets.map((target) => [target.name, target])).values()];
  if (router === undefined || targets.length < 2 || sumOf(router.loads).logsPerSecond === 0) return [];
  const costOf = (fn: StreamFunction): number => {
    const metrics = priced(find, {
      subject: fn.id,
      kind: 'metrics',
      price: 'cloudwatch.metric',
      quantity: metricsOf(fn),
      why: '',
    });
    return totalOf([...functionItems(find, topology, { ...router, fn }), metrics]);
  };
  const one = costOf(router.fn);
  const many = targets.length * costOf({ ...router.fn, service: 'forwarders', targets: targets.slice(0, 1) });
  const sentence = `one function for ${targets.length} targets costs ${dollars(one)}; ${targets.length} forwarders would cost ${dollars(many)} (each reads all of the stream${router.fn.source.shards === undefined ? ', which on-demand streams bill for each reader' : ''}), and a slow target would not wait for another`;
  return [{ subject: router.fn.id, sentence, savesPerMonth: many < one ? toCents(one - many) : 0 }];
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
