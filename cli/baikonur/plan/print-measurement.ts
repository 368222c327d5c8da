import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { countText } from '../operator/quantity.ts';
import type { MeasuredStream, Measurement } from './measure.ts';
import { round } from './stream-items.ts';

/** A measurement, and the limits of what it says, in lines for people. */
export function printMeasurement(
  { from, until, streams, notMeasured }: Measurement,
  topology: Topology,
): readonly string[] {
  return [
    `measured by CloudWatch from ${short(from)} until ${short(until)}:`,
    ...streams.map((one) => `  ${one.subject}: ${ratesOf(one)} on average, ${busiestOf(one, topology)}`),
    ...(notMeasured.length === 0 ? [] : [`  without figures, taken as idle: ${notMeasured.join(', ')}`]),
    'not known from it: log types (every function is taken to take all of its stream, s3-sink to write one object an invocation),',
    '  logs in a record (an aggregate of several counts as one), and how a month differs from this time',
  ];
}

function ratesOf({
  recordsPerSecond,
  megabytesPerSecond,
}: Pick<MeasuredStream, 'recordsPerSecond' | 'megabytesPerSecond'>): string {
  return `${round(recordsPerSecond)} records/s, ${round(megabytesPerSecond)} MB/s`;
}

function busiestOf({ subject, busiest }: MeasuredStream, { streams }: Topology): string {
  const shards = streams.find(({ key }) => subject === `stream ${key}`)?.shards;
  const { shardsNeeded = 0 } = busiest;
  const lack =
    shards !== undefined && shardsNeeded > shards
      ? `, which needs ${countText(shardsNeeded, 'shard')}: config/ has ${shards}`
      : '';
  return `${ratesOf(busiest)} in the busiest hour (${short(busiest.at)}${lack})`;
}

function short(iso: string): string {
  return iso.replace(':00.000Z', 'Z');
}
