import type { Arrival } from '../flow-graph.ts';
import { quote, type ReportProblem } from '../problem.ts';
import type { Where } from '../schema/flows.ts';
import { FILES } from '../sections.ts';
import { intersectTypeSets } from '../type-set.ts';

/** No log may reach one destination twice: routes and forwarders to the same target must not overlap. */
export function checkDuplicates(flows: ReadonlyMap<string, readonly Arrival[]>, report: ReportProblem): void {
  const reported = new Set<string>();
  for (const [destination, arrivals] of flows) {
    arrivals.forEach((later, index) => {
      for (const earlier of arrivals.slice(0, index)) {
        const [first, last] = [earlier.edges.at(-1), later.edges.at(-1)];
        const types = meet(earlier, later);
        if (first === undefined || last === undefined || types.length === 0) continue;
        const key = `${destination} ${first.by} ${last.by}`;
        if (!reported.has(key))
          report(
            last.file,
            last.path,
            `${quote(types)} would reach ${destination} twice: by ${first.by} and by ${last.by}`,
            [...earlier.edges, ...later.edges].map(({ file, path }) => [file, path]),
          );
        reported.add(key);
      }
    });
  }
}

function meet(a: Arrival, b: Arrival): readonly string[] {
  if (areOneRead(a, b)) return [];
  if (a.entryStream !== b.entryStream || a.edges.at(-1) === b.edges.at(-1)) return [];
  if (a.edges.some((left) => b.edges.some((right) => left.from === right.from && areDisjoint(left.where, right.where))))
    return [];
  return intersectTypeSets(a.types, b.types);
}

/** The router sends a log to a target once, however many of its routes lead there. */
function areOneRead(a: Arrival, b: Arrival): boolean {
  return a.edges.at(-1)?.file === FILES.routes && b.edges.at(-1)?.file === FILES.routes;
}

/** Whether two conditions can never hold for the same log. */
function areDisjoint(a: Where | undefined, b: Where | undefined): boolean {
  if (a === undefined || b === undefined || a.path !== b.path) return false;
  const [left, right] = [valuesOf(a), valuesOf(b)];
  return left !== undefined && right !== undefined && !left.some((value) => right.includes(value));
}

function valuesOf(where: Where): readonly unknown[] | undefined {
  return where.in ?? (where.equals === undefined ? undefined : [where.equals]);
}
