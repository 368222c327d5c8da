import { entryStreamsOf, flowEdges, followFlows } from '../flow-graph.ts';
import type { ReportProblem } from '../problem.ts';
import { checkAggregation } from './check-aggregation.ts';
import { checkDuplicates } from './check-duplicates.ts';
import { checkLoops } from './check-loops.ts';
import { checkReferences, checkUnique, type FlowSections } from './check-references.ts';
import { checkArriving, checkTaken, checkWhitelists } from './check-types.ts';

/** Everything that can be wrong with where logs go. */
export function checkFlows(sections: FlowSections, report: ReportProblem): void {
  const edges = flowEdges(sections);
  const streams = Object.keys(sections.streams.streams);
  const flows = followFlows(streams, edges);
  checkUnique(sections, report);
  checkReferences(sections, edges, report);
  checkLoops(edges, report);
  checkAggregation(sections, report);
  checkWhitelists(edges, report);
  checkDuplicates(flows, report);
  checkTaken(sections, edges, report);
  checkArriving(edges, flows, entryStreamsOf(streams, edges), report);
}
