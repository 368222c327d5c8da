import type { ServiceManifest } from '../manifest.ts';
import { buildTopology } from './build-topology.ts';
import { checkAccount } from './checks/check-account.ts';
import { checkFanOut } from './checks/check-fan-out.ts';
import { checkFlows } from './checks/check-flows.ts';
import { checkLogicalIds } from './checks/check-ids.ts';
import { checkLifecycles } from './checks/check-lifecycles.ts';
import { checkLimits } from './checks/check-limits.ts';
import { checkOtherStages } from './checks/check-other-stages.ts';
import { checkReplacedTexts } from './checks/check-replaced-texts.ts';
import { checkSettings } from './checks/check-settings.ts';
import { checkSizes } from './checks/check-sizes.ts';
import { checkStarts } from './checks/check-start.ts';
import { checkTasks } from './checks/check-tasks.ts';
import { checkVariableNames } from './checks/check-variables.ts';
import { checkWarnings } from './checks/check-warnings.ts';
import { checkZoneNames } from './checks/check-zone-names.ts';
import { warnOfTasks } from './checks/warn-of-tasks.ts';
import { readMeantSinks } from './meant-sinks.ts';
import { type ConfigPlace, formatPath, type Problem, type ReportProblem } from './problem.ts';
import type { ConfigPath } from './repair-value.ts';
import { shortName } from './schema/leaf.ts';
import { type ConfigTexts, type ReadSections, readSections, type Sections, unreadFiles } from './sections.ts';
import type { Topology } from './topology.ts';

/** A topology, or all that is wrong with the configuration; in both cases what is worth a look. */
export type ParsedTopology = { readonly warnings: readonly Problem[] } & (
  | { readonly status: 'valid'; readonly topology: Topology }
  | { readonly status: 'invalid'; readonly problems: readonly Problem[] }
);

/**
 * Reads and checks the configuration of one stage. All problems are reported together: what could not be read is
 * replaced by a stand-in, and what follows from that alone is not reported.
 *
 * @param services the manifests of all services
 * @param texts the files of `config/` by their path
 * @param nowMs for warnings about times that are over; absent: none
 */
export function parseTopology(
  services: readonly ServiceManifest[],
  texts: ConfigTexts,
  stage: string,
  nowMs?: number,
): ParsedTopology {
  const read = readSections(texts, stage);
  const problems = [...read.problems];
  const warnings: Problem[] = [];
  const report = createReport(read, problems);
  const sections = readMeantSinks(services, read.sections, report);
  checkReplacedTexts(read.files.values(), report);
  checkFlows(sections, report);
  checkSettings(services, sections, stage, report);
  checkLogicalIds(sections, stage, report);
  checkAccount(sections, stage, report);
  checkLifecycles(sections, stage, report);
  checkOtherStages(texts, sections, stage, report);
  checkVariableNames(services, sections, stage, report);
  const topology = { ...buildTopology(services, withUnknownStreams(sections), nameable(stage)), stage };
  checkStarts(services, { sections, stage, topology }, report);
  checkLimits(services, topology, sections, report);
  checkFanOut(topology, report);
  checkTasks(topology, sections, report);
  checkSizes(services, topology, sections, report);
  const warn = createReport(read, warnings, new Set(problems.map(({ file }) => file)));
  checkWarnings(topology, sections, warn);
  warnOfTasks(topology, nowMs, warn);
  checkZoneNames(services, sections, stage, warn);
  warnings.push(...unreadFiles(texts));
  return problems.length === 0 ? { status: 'valid', topology, warnings } : { status: 'invalid', problems, warnings };
}

/** A stage that no name can carry is a problem of its own: names are judged with another one. */
function nameable(stage: string): string {
  return shortName.safeParse(stage).success ? stage : 'stage';
}

/** @param wrong files with problems: what follows from the whole of such a file is not reported. */
function createReport(
  { files, repaired }: ReadSections,
  found: Problem[],
  wrong: ReadonlySet<string> = new Set(),
): ReportProblem {
  const isReadable = ([file, path]: ConfigPlace): boolean =>
    !(repaired.get(file) ?? []).some((other) => affects(other, path)) && !(path.length === 0 && wrong.has(file));
  return (file, path, message, followsFrom = []) => {
    if (!isReadable([file, path]) || !followsFrom.every(isReadable)) return;
    found.push({ file, line: files.get(file)?.lineOf(path) ?? 1, message: `${formatPath(path)}: ${message}` });
  };
}

/** Whether one of both is or holds the other. A variable alone says nothing about what surrounds `environment`. */
function affects(repaired: ConfigPath, path: ConfigPath): boolean {
  if (repaired.length > path.length && repaired.includes('environment') && !path.includes('environment')) return false;
  const length = Math.min(repaired.length, path.length);
  return repaired.slice(0, length).every((key, index) => key === path[index]);
}

/** The sections with every stream that they name, so that all else can be judged. */
function withUnknownStreams(sections: Sections): Sections {
  const { streams, routes, forwarders, sinks, subscriptions } = sections;
  const targets = [...routes.routes, ...forwarders.forwarders].map(({ target }) => target);
  const sources = [routes, ...forwarders.forwarders, ...Object.values(sinks.sinks)].map(({ source }) => source);
  const named = [
    ...sources.map((source) => `kinesis:${source}`),
    ...subscriptions.subscriptions.map(({ stream }) => `kinesis:${stream}`),
    ...targets,
  ];
  const ofKind = (kind: string): readonly string[] =>
    named.flatMap((name) => (name.startsWith(`${kind}:`) ? [name.slice(kind.length + 1)] : []));
  const unknown = { description: 'unknown', maxRecordSizeKiB: 1024, distribution: 'key' } as const;
  return {
    ...sections,
    streams: {
      streams: { ...Object.fromEntries(ofKind('kinesis').map((name) => [name, unknown])), ...streams.streams },
      deliveryStreams: {
        ...Object.fromEntries(ofKind('firehose').map((name) => [name, unknown])),
        ...streams.deliveryStreams,
      },
    },
  };
}
