import { STEP_ORDER } from '../environment/step-id.ts';
import { readExisting } from '../preflight/read-existing.ts';
import type { Problem } from '../problem/problem.ts';
import type { GoodState } from '../run/good-state.ts';
import { reversed, runGraph } from '../run/graph.ts';
import type { Run, UndoRun } from '../run/run.ts';
import { performStep } from '../run/step.ts';
import { createTranscript } from '../run/transcript.ts';
import { STEP_NODES, stepOf } from './steps.ts';

/** How long the undo of a driver without deadline waits for AWS, in ms. */
const MAX_WAIT_MS = 120_000;

/** The state to go back to; `good` undefined: to nothing. */
export interface UndoTarget {
  readonly good: GoodState | undefined;
  readonly host: string | undefined;
  readonly listenerArn: string | undefined;
  /** Epoch ms after which no undo is started; undefined: no time limit. */
  readonly untilMs: number | undefined;
  /** Whether no further undo is started: what is left stays journaled. */
  readonly isStopped?: (() => boolean) | undefined;
}

/**
 * Undoes an environment in reverse order and returns what could not be undone. A resource whose undo is refused does
 * not keep the others from being undone.
 * @throws LeaseLost when another run took over.
 */
export async function undoAll(run: Run, target: UndoTarget): Promise<readonly Problem[]> {
  const { clock } = run.deps;
  const undo = await createUndoRun(run, target);
  const { untilMs } = target;
  const mayStart = (): boolean => !undo.isStopped() && (untilMs === undefined || clock.now() < untilMs);
  const transcript = createTranscript(STEP_ORDER.toReversed(), run.say);
  const result = await runGraph(reversed(STEP_NODES), {
    stopOn: 'branch',
    mayStart,
    perform: (id) =>
      performStep(() => stepOf(id).undo({ ...undo, say: (line) => transcript.say(id, line) })).finally(() =>
        transcript.end(id),
      ),
  }).finally(transcript.endAll);
  const isCut = result.skipped.length > 0 && !mayStart();
  return [
    ...result.refused.flatMap(({ problems }) => problems),
    ...(isCut ? [cutOff(result.skipped, undo.isStopped())] : []),
  ];
}

function cutOff(skipped: readonly string[], isStopped: boolean): Problem {
  const rest = `not undone yet: ${skipped.join(', ')}.`;
  return isStopped
    ? { code: 'interrupted', message: `Interrupted; ${rest}` }
    : { code: 'deadline', message: `Time ran out; ${rest}` };
}

async function createUndoRun(run: Run, target: UndoTarget): Promise<UndoRun> {
  const { good, host, listenerArn, untilMs } = target;
  const { profile, names } = run;
  const albArn = profile.masterAlbArn;
  const query = { names, cluster: profile.targetCluster, zoneId: profile.dynamicZoneId, host, listenerArn, albArn };
  const [existing, found] = await Promise.all([readExisting(run.aws, query), run.aws.describeLoadBalancer(albArn)]);
  const { DNSName: dnsName, CanonicalHostedZoneId: zoneId } = found ?? {};
  const alb = dnsName === undefined || zoneId === undefined ? undefined : { dnsName, zoneId };
  const waitUntilMs = untilMs ?? run.deps.clock.now() + MAX_WAIT_MS;
  const isStopped = target.isStopped ?? (() => false);
  return { ...run, existing, alb, good, host, waitUntilMs, isStopped };
}
