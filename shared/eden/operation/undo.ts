import { addressRecords } from '../dns-record/changes.ts';
import type { GoodState } from '../environment/item.ts';
import { type StepId, stepOrder } from '../environment/step-id.ts';
import { LeaseLost } from '../lease/lease.ts';
import { surveyExisting } from '../preflight/read-existing.ts';
import { type Problem, problemsOf } from '../problem/problem.ts';
import { reversed, runGraph } from '../run/graph.ts';
import type { Existing, Run, UndoRun } from '../run/run.ts';
import { createTranscript } from '../run/transcript.ts';
import { settingsOf } from '../target-group/clone.ts';
import { steps } from './steps.ts';

const waitMs = 120_000;

/** Where to go back to; `good` undefined: to nothing. */
export interface UndoTarget {
  readonly good: GoodState | undefined;
  readonly host: string | undefined;
  readonly listenerArn: string | undefined;
  /** A delete is the caller's wish and starts nothing new after the deadline for steps; an undo has until its own. */
  readonly untilMs: number | undefined;
}

/**
 * Takes an environment back, in reverse order, and says what could not be done. One resource that refuses does not
 * keep the others.
 * @throws LeaseLost when another run took over.
 */
export async function undoAll(run: Run, target: UndoTarget): Promise<readonly Problem[]> {
  const { clock } = run.deps;
  const existing = await surveyExisting(run.aws, {
    names: run.names,
    cluster: run.profile.targetCluster,
    zoneId: run.profile.dynamicZoneId,
    host: target.host,
    listenerArn: target.listenerArn,
    albArn: run.profile.masterAlbArn,
  });
  const mayStart = (): boolean => target.untilMs === undefined || clock.now() < target.untilMs;
  const transcript = createTranscript(stepOrder.toReversed(), run.say);
  const waitUntilMs = target.untilMs ?? clock.now() + waitMs;
  const undo = { ...run, existing, good: target.good, host: target.host, waitUntilMs };
  const nodes = reversed(steps.map(({ id, after }) => ({ id, needs: after })));
  const result = await runGraph(nodes, {
    stopOn: 'branch',
    mayStart,
    perform: (id) =>
      undoStep(id, { ...undo, say: (line) => transcript.say(id, line) }).finally(() => transcript.end(id)),
  });
  transcript.endAll();
  for (const { error } of result.failures) if (error instanceof LeaseLost) throw error;
  const late: Problem[] = mayStart()
    ? []
    : [{ code: 'deadline', message: `Time ran out; not taken back yet: ${result.skipped.join(', ')}.` }];
  return [...result.failures.flatMap(({ error }) => problemsOf(error)), ...(result.skipped.length > 0 ? late : [])];
}

async function undoStep(id: StepId, run: UndoRun): Promise<void> {
  await steps.find((step) => step.id === id)?.undo(run);
}

/** What stands there now, as the state to go back to. */
export function goodState(existing: Existing, endpoint: string | undefined): GoodState {
  const { targetGroup, attributes, service, rules, revisions, records } = existing;
  return {
    ...(targetGroup?.TargetGroupArn !== undefined && {
      targetGroupArn: targetGroup.TargetGroupArn,
      targetGroup: settingsOf(targetGroup, attributes),
    }),
    ruleArns: rules.map(({ RuleArn }) => RuleArn ?? ''),
    ...(service?.status === 'ACTIVE' && {
      service: { taskDefinition: service.taskDefinition ?? '', desiredCount: service.desiredCount ?? 1 },
    }),
    revisions,
    records: addressRecords(records),
    ...(endpoint !== undefined && { endpoint }),
  };
}
