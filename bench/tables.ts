import type { AggregationSaving } from './aggregation.ts';
import type { BundleReport } from './bundles.ts';
import type { ColdPair } from './cold-pairs.ts';
import type { ColdStart } from './cold-start.ts';
import type { CompressionRow } from './compression.ts';
import type { EdenTimes } from './eden-times.ts';
import { GROWTH_GOAL, type Growth } from './growth.ts';
import { table } from './markdown-table.ts';
import type { Row } from './measure-row.ts';
import { GOALS } from './works/work.ts';

const MB = 1e6;

/** Rows of the table, a work on a batch each; a ratio above its goal is marked. */
export function renderRows(rows: readonly Row[]): string {
  return table(
    ['work', 'batch', 'CPU ms', 'floor ms', 'ratio', 'goal', 'peak RSS MB', 'floor RSS', 'MB in', 'MB out'],
    rows.map(({ work, batch, cpuMs, floorCpuMs, ratio, peakRssMb, floorPeakRssMb, bytesIn, bytesOut }) => {
      const goal = GOALS[work];
      const isMissed = goal !== undefined && ratio > goal;
      return [
        work,
        batch,
        cpuMs.toFixed(1),
        floorCpuMs.toFixed(1),
        isMissed ? `**${ratio.toFixed(2)}**` : ratio.toFixed(2),
        goal?.toString() ?? '–',
        peakRssMb.toFixed(0),
        floorPeakRssMb.toFixed(0),
        (bytesIn / MB).toFixed(2),
        (bytesOut / MB).toFixed(2),
      ];
    }),
  );
}

/** Growth with the number of records, a row for each work and setting; one above its goal is marked. */
export function renderGrowth(growths: readonly Growth[]): string {
  const rows = [...Map.groupBy(growths, ({ work, young }) => `${work} ${young}`).values()];
  const sizes = rows[0] ?? [];
  const tenths = sizes.filter(({ timesTheTenth }) => timesTheTenth !== undefined);
  return table(
    [
      'work',
      'young',
      ...sizes.map(({ records }) => `µs a log of ${records}`),
      ...tenths.flatMap(({ records }) => [`${records} / ${records / 10}`, 'floor']),
      'goal',
      `RSS MB, ${sizes.at(-1)?.records}`,
    ],
    rows.map((row) => [
      row[0]?.work ?? '',
      row[0]?.young ?? '',
      ...row.map(({ cpuMs, records }) => ((cpuMs / records) * 1000).toFixed(1)),
      ...row.flatMap(growthCells),
      String(GROWTH_GOAL),
      row.at(-1)?.peakRssMb.toFixed(0) ?? '',
    ]),
  );
}

function growthCells({ timesTheTenth, floorTimesTheTenth = Number.NaN }: Growth): readonly string[] {
  if (timesTheTenth === undefined) return [];
  const times = timesTheTenth.toFixed(2);
  return [timesTheTenth > GROWTH_GOAL ? `**${times}**` : times, floorTimesTheTenth.toFixed(2)];
}

/** The savings of aggregation on the target stream, a batch and a number of shards each. */
export function renderAggregation(savings: readonly AggregationSaving[]): string {
  return table(
    [
      'batch',
      'shards',
      'logs',
      'aggregates',
      '25 KB units',
      'aggregated',
      '$/M, provisioned',
      'aggregated',
      '$/M, on demand',
      'aggregated',
    ],
    savings.map(({ batch, shards, logs, aggregates, plain, aggregated }) => [
      batch,
      String(shards),
      String(logs),
      String(aggregates),
      String(plain.units),
      String(aggregated.units),
      plain.provisionedDollars.toFixed(4),
      aggregated.provisionedDollars.toFixed(4),
      plain.onDemandDollars.toFixed(4),
      aggregated.onDemandDollars.toFixed(4),
    ]),
  );
}

/** s3-sink with zstd compared with gzip, a batch each. */
export function renderCompression(rows: readonly CompressionRow[]): string {
  return table(
    ['batch', 'gzip ms', 'zstd ms', 'times as fast', 'zstd / gzip alone', 'gzip MB', 'zstd MB', 'bytes'],
    rows.map(({ batch, gzipMs, zstdMs, timesAsFast, alone, gzipBytes, zstdBytes }) => [
      batch,
      gzipMs.toFixed(1),
      zstdMs.toFixed(1),
      timesAsFast.toFixed(2),
      alone.toFixed(2),
      (gzipBytes / MB).toFixed(3),
      (zstdBytes / MB).toFixed(3),
      `${zstdBytes < gzipBytes ? '−' : '+'}${Math.abs((zstdBytes / gzipBytes - 1) * 100).toFixed(1)} %`,
    ]),
  );
}

/** The table of cold starts, the floor first. */
export function renderColdStarts(starts: readonly ColdStart[]): string {
  return table(
    ['function', 'bundle KB', 'import ms', '× floor', 'first event ms', 'both × floor', 'RSS MB'],
    starts.map(({ service, bundleKb, importMs, importRatio, firstEventMs, totalRatio, rssMb }) => [
      service,
      bundleKb.toFixed(0),
      importMs.toFixed(0),
      importRatio.toFixed(2),
      firstEventMs.toFixed(0),
      totalRatio.toFixed(2),
      rssMb.toFixed(0),
    ]),
  );
}

/** Ratios of this checkout's cold starts to those of another. */
export function renderColdPairs(pairs: readonly ColdPair[]): string {
  const both = 'import + first event';
  return table(
    ['function', 'bundle KB', 'before', 'import, CPU', 'import, wall', `${both}, CPU`, `${both}, wall`, 'RSS'],
    pairs.map(({ service, bundleKb, otherBundleKb, importCpu, importWall, bothCpu, bothWall, rss }) => [
      service,
      bundleKb.toFixed(0),
      otherBundleKb.toFixed(0),
      ...[importCpu, importWall, bothCpu, bothWall, rss].map((ratio) => ratio.toFixed(2)),
    ]),
  );
}

/** The table of bundles: KB of each dependency, the largest first. */
export function renderBundles(bundles: readonly BundleReport[]): string {
  return table(
    ['function', 'KB', 'budget', 'KB by dependency'],
    bundles.map(({ service, kb, budgetKb, dependencies }) => [
      service,
      kb > budgetKb ? `**${kb.toFixed(0)}**` : kb.toFixed(0),
      String(budgetKb),
      dependencies.map(({ name, kb: part }) => `${name} ${part.toFixed(0)}`).join(', '),
    ]),
  );
}

/** eden's wall times against strict-aws, in milliseconds. */
export function renderEden(times: EdenTimes): string {
  const rows = Object.entries(times).map(([operation, ms]) => [operation, ms.toFixed(0)]);
  return table(['eden, 50 ms a call', 'wall ms'], rows);
}
