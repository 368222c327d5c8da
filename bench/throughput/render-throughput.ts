import { table } from '../markdown-table.ts';
import type { Throughput } from './measure-throughput.ts';

const GIB = 1024 ** 3;
/** Limits of the figures, printed below them. */
const LIMITS = `The local AWS does not show: the network and the time that S3, Kinesis and Lambda take; a stream's limits (1 MiB and 1,000 records a second for each shard);
how many invocations run at once; the share of a processor that the memory of a function gives; cold starts; Arm processors. It is one Python process on the same
processors as the functions, so logs/s is that of this machine. CPU times include the SDK's requests and the parsing of the event; V8 has no flags of the runtime here.`;

/** Throughput, CPU time, growth and cost, for people. */
export function renderThroughput(result: Throughput): string {
  const { rounds, logs, bytes, sentPerSecond, logsPerSecond } = result;
  return [
    `${rounds} rounds of ${logs} logs (${(bytes / 1e6).toFixed(1)} MB): PutRecords took ${sentPerSecond.toFixed(0)} logs/s; from the first PutRecords to the last object on S3 ${logsPerSecond.toFixed(0)} logs/s.`,
    functionTable(result),
    growthTable(result),
    monthText(result),
    LIMITS,
  ].join('\n\n');
}

function functionTable({ functions, bytes }: Throughput): string {
  return table(
    ['function', 'CPU s for a GiB', 'CPU ms for a MB', 'invocations in a round', 'CPU ms of one'],
    functions.map(({ function: id, cpuMsPerGib, invocations }) => [
      id,
      (cpuMsPerGib / 1000).toFixed(1),
      ((cpuMsPerGib / GIB) * 1e6).toFixed(1),
      invocations.toFixed(0),
      ((cpuMsPerGib / GIB) * (bytes / invocations)).toFixed(1),
    ]),
  );
}

function growthTable({ growth }: Throughput): string {
  return table(
    ['function', 'records in one event', 'event MB', 'CPU ms', 'times the first'],
    growth.map(({ function: id, records, eventMb, cpuMs, timesTheFirst }) => [
      id,
      String(records),
      eventMb.toFixed(1),
      cpuMs.toFixed(1),
      timesTheFirst.toFixed(2),
    ]),
  );
}

function monthText({ month: { region, pricesAsOf, byBench, byMeasured } }: Throughput): string {
  const costs = table(
    ['1 TiB a day', '$ a month', 'of it compute'],
    [
      ['CPU time of the bench', byBench.perMonth.toFixed(0), byBench.compute.toFixed(0)],
      ['CPU time of this run', byMeasured.perMonth.toFixed(0), byMeasured.compute.toFixed(0)],
    ],
  );
  return `${costs}\n\nBy the core of \`baikonur plan\`: stage local as it is in config/, ${region}, prices of ${pricesAsOf ?? 'no date'}, as many shards as the load needs.`;
}
