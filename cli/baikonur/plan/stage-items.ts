import { MANIFESTS } from '../../../services/manifests.ts';
import { serviceValues } from '../../../shared/deploy/template/service-values.ts';
import type { StreamFunction, Topology } from '../../../shared/deploy/topology/topology.ts';
import { METRICS_OF_A_FUNCTION } from '../../../shared/observability/observe-batches.ts';
import type { FlowRates } from './flow-rates.ts';
import { GB, type PlanItem, priced, type Quantity, SECONDS } from './item.ts';
import type { FindPrice } from './prices.ts';
import { round } from './stream-items.ts';
import { type Load, sumOf } from './workload.ts';

/** Metrics that services count beside those of every stream function. */
const OWN_METRICS: Readonly<Record<string, number>> = { 'es-sink': 2, 'fluent-sink': 1 };
/** @see docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html event source mapping metrics */
const METRICS_OF_A_MAPPING = 7;
const FIREHOSE_UNIT_BYTES = 5 * 1024;
/** Firehose writes an object after so long, or when so much has come. */
const FIREHOSE = { seconds: 300, bytes: 64 * 1024 ** 2 } as const;

/** Metrics of the namespace Baikonur that a function writes. */
export function metricsOf({ service, targets }: StreamFunction): number {
  const byTarget = service === 'router' ? new Set(targets.map(({ name }) => name)).size : 0;
  return METRICS_OF_A_FUNCTION + byTarget + (OWN_METRICS[service] ?? 0);
}

/** Alarms, dashboard and metrics of the stage. */
export function watchItems(find: FindPrice, topology: Topology, hasLogs: boolean): readonly PlanItem[] {
  const count = (type: string): number =>
    resourcesOf(topology).filter(({ Type }) => Type === `AWS::CloudWatch::${type}`).length;
  const functions = topology.functions.length;
  const metrics = topology.functions.reduce((sum, fn) => sum + metricsOf(fn), 0);
  const item = (kind: string, price: string, quantity: number, why: string): Quantity => ({
    subject: 'stage',
    kind,
    price,
    quantity,
    why,
  });
  const items = [
    item(
      'metrics',
      'cloudwatch.metric',
      hasLogs ? metrics : 0,
      `${METRICS_OF_A_FUNCTION} a function, and one a target of the router, in hours in which logs come`,
    ),
    item(
      'metrics of mappings',
      'cloudwatch.metric',
      METRICS_OF_A_MAPPING * functions,
      `up to ${METRICS_OF_A_MAPPING} for each of ${functions} mappings`,
    ),
    item('alarms', 'cloudwatch.alarm', count('Alarm'), 'as in the templates'),
    item('composite alarms', 'cloudwatch.compositeAlarm', count('CompositeAlarm'), 'alarms.notify: once'),
    item('dashboard', 'cloudwatch.dashboard', count('Dashboard'), 'the first three of an account are free'),
  ];
  return items.filter(({ quantity }) => quantity > 0).map((one) => priced(find, one));
}

/** All resources of the services' templates that are not the framework's own. */
export function resourcesOf(topology: Topology) {
  return MANIFESTS.flatMap((service) => Object.values(serviceValues(topology, service).resources));
}

/** Dollars a month that go for rounding the records of a delivery stream up. */
export interface DeliveryRounding {
  readonly key: string;
  readonly dollars: number;
}

/** The rounding of every delivery stream that is ours. */
export function deliveryRounding(
  find: FindPrice,
  { deliveryStreams }: Topology,
  rates: FlowRates,
): readonly DeliveryRounding[] {
  return deliveryStreams
    .filter(({ owned }) => owned)
    .map(({ key, name }) => {
      const loads = rates.toDelivery(name);
      const wasted = billedBytes(loads) - sumOf(loads).bytesPerSecond;
      const quantity = (wasted * SECONDS) / GB;
      return {
        key,
        dollars: priced(find, { subject: key, kind: 'writes', price: 'firehose.gb', quantity, why: '' }).perMonth ?? 0,
      };
    });
}

function billedBytes(loads: readonly Load[]): number {
  return loads.reduce(
    (sum, one) => sum + one.logsPerSecond * Math.ceil(one.bytes / FIREHOSE_UNIT_BYTES) * FIREHOSE_UNIT_BYTES,
    0,
  );
}

/** Items of the delivery streams that are ours. */
export function deliveryItems(find: FindPrice, { deliveryStreams }: Topology, rates: FlowRates): readonly PlanItem[] {
  return deliveryStreams
    .filter(({ owned }) => owned)
    .flatMap(({ key, name }) => {
      const loads = rates.toDelivery(name);
      const { logsPerSecond, bytesPerSecond } = sumOf(loads);
      if (logsPerSecond === 0) return [];
      const billed = billedBytes(loads);
      const objects = Math.max(1 / FIREHOSE.seconds, bytesPerSecond / FIREHOSE.bytes);
      const subject = `firehose ${key}`;
      return [
        {
          subject,
          kind: 'writes',
          price: 'firehose.gb',
          quantity: (billed * SECONDS) / GB,
          why: `${round(logsPerSecond)} records/s, each rounded up to 5 KB: ${round(billed / 1e6)} MB/s`,
        },
        {
          subject,
          kind: 'objects',
          price: 's3.puts',
          quantity: (objects * SECONDS) / 1000,
          why: 'every 300 s or 64 MB',
        },
      ].map((one) => priced(find, one));
    });
}
