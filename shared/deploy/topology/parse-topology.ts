import type { ServiceManifest } from '../manifest.ts';
import { buildTopology } from './build-topology.ts';
import { checkFlows } from './checks/check-flows.ts';
import { checkLimits } from './checks/check-limits.ts';
import { checkSettings } from './checks/check-settings.ts';
import { checkStarts } from './checks/check-start.ts';
import { checkVariableNames } from './checks/check-variables.ts';
import { formatPath, type Problem, type ReportProblem } from './problem.ts';
import { type ConfigTexts, type ReadSections, readSections, type Sections } from './sections.ts';
import type { Topology } from './topology.ts';

/** A topology, or all that is wrong with the configuration. */
export type ParsedTopology =
  | { readonly status: 'valid'; readonly topology: Topology }
  | { readonly status: 'invalid'; readonly problems: readonly Problem[] };

/**
 * Reads and checks the configuration of one stage.
 * All problems are reported together; what a broken file would be needed for is checked once that file is whole.
 *
 * @param services the manifests of all services
 * @param texts the files of `config/` by their path
 */
export function parseTopology(services: readonly ServiceManifest[], texts: ConfigTexts, stage: string): ParsedTopology {
  const read = readSections(texts, stage);
  const problems = [...read.problems];
  const report = createReport(read, problems);
  const { sections } = read;
  const { streams, routes, forwarders, sinks, subscriptions } = sections;
  if (streams && routes && forwarders && sinks && subscriptions) {
    checkFlows({ streams, routes, forwarders, sinks, subscriptions }, report);
  }
  const flowsAreSound = problems.length === read.problems.length;
  if (areComplete(sections)) {
    checkSettings(services, sections, stage, report);
    checkVariableNames(services, sections, stage, report);
    const topology = flowsAreSound ? buildTopology(services, sections, stage) : undefined;
    checkStarts(services, { sections, stage, topology }, report);
    if (topology !== undefined) checkLimits(services, topology, sections, report);
    if (topology !== undefined && problems.length === 0) return { status: 'valid', topology };
  }
  return { status: 'invalid', problems };
}

function createReport({ files }: ReadSections, problems: Problem[]): ReportProblem {
  return (file, path, message) => {
    problems.push({ file, line: files.get(file)?.lineOf(path) ?? 1, message: `${formatPath(path)}: ${message}` });
  };
}

function areComplete(sections: ReadSections['sections']): sections is Sections {
  return Object.values(sections).every((section) => section !== undefined);
}
