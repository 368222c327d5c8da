import type { Problem } from '../problem/problem.ts';
import type { EdenDeps } from '../run/run.ts';
import { createTogether } from '../run/together.ts';
import { createEnvironment } from './create.ts';
import { type CreateRequest, parseCreateRequest } from './create-request.ts';
import { type DeleteRequest, deleteEnvironment } from './delete.ts';
import { sharedNames } from './group-names.ts';
import type { CreateOutcome, DeleteOutcome, Failed } from './outcome.ts';

/** A member's part of a group run: its ports with its own lines, and its request. */
export interface GroupMember<Request> {
  readonly deps: EdenDeps;
  readonly request: Request;
}

/** The result of each member, by profile. */
export type Outcomes<Outcome> = readonly { readonly profile: string; readonly outcome: Outcome }[];

/** The result of a group: one status for all. */
export type GroupOutcome<Outcome> =
  | { readonly status: 'done'; readonly members: Outcomes<Exclude<Outcome, Failed>> }
  | {
      readonly status: 'failed';
      /** Those of the members that failed by themselves, each with its profile in front. */
      readonly problems: readonly Problem[];
      /** The most that any member has left. */
      readonly left: Failed['left'];
      readonly retryAfterS?: number;
      readonly members: Outcomes<Outcome>;
    };

const LEFT: readonly Failed['left'][] = ['untouched', 'undone', 'unfinished'];

/**
 * Makes or redeploys several environments of one name side by side. All become ready in one transaction, or each goes back to
 * what it was. After a crash none of them is ready: the next create finishes all, a delete or the reaper undoes them.
 */
export async function createGroup(
  members: readonly GroupMember<CreateRequest>[],
): Promise<GroupOutcome<CreateOutcome>> {
  const sorted = members.toSorted((a, b) => (a.request.profileName < b.request.profileName ? -1 : 1));
  const [first] = sorted;
  if (first === undefined) return { status: 'done', members: [] };
  const invalid = sorted.flatMap(({ request }) => {
    const parsed = parseCreateRequest(request);
    return parsed.status === 'invalid' ? parsed.problems.map((problem) => named(request.profileName, problem)) : [];
  });
  const problems = [...invalid, ...sharedNames(sorted.map(({ request }) => request))];
  if (problems.length > 0) return { status: 'failed', problems, left: 'untouched', members: [] };
  const places = createTogether({
    names: sorted.map(({ request }) => request.profileName),
    clock: first.deps.clock,
    writeItems: first.deps.aws.writeItems,
  });
  const outcomes = await performAll(sorted, async ({ deps, request }, index) => {
    const place = places[index];
    try {
      return await createEnvironment({ ...deps, ...(place && { together: place.together }) }, request);
    } finally {
      place?.end();
    }
  });
  return summary(outcomes);
}

/** Deletes the environments of a group side by side; what one of them leaves does not keep the others. */
export async function deleteGroup(
  members: readonly GroupMember<DeleteRequest>[],
): Promise<GroupOutcome<DeleteOutcome>> {
  return summary(await performAll(members, ({ deps, request }) => deleteEnvironment(deps, request)));
}

/** Performs all to their ends; an error that is none of eden's own is thrown when all have ended. */
export async function performAll<Request extends { readonly profileName: string }, Outcome>(
  members: readonly GroupMember<Request>[],
  perform: (member: GroupMember<Request>, index: number) => Promise<Outcome>,
): Promise<Outcomes<Outcome>> {
  const settled = await Promise.allSettled(
    members.map(async (member, index) => ({
      profile: member.request.profileName,
      outcome: await perform(member, index),
    })),
  );
  return settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
}

/** One status of all: failed when one of them has failed. */
export function summary<Outcome extends { readonly status: string }>(
  outcomes: Outcomes<Outcome | Failed>,
): GroupOutcome<Outcome> {
  const failed = outcomes.flatMap(({ profile, outcome }) => (isFailed(outcome) ? [{ profile, outcome }] : []));
  if (failed.length === 0) {
    // None of them failed.
    return { status: 'done', members: outcomes as Outcomes<Exclude<Outcome, Failed>> };
  }
  const all = failed.flatMap(({ profile, outcome }) => outcome.problems.map((problem) => named(profile, problem)));
  const own = all.filter(({ code }) => code !== 'group_failed');
  const retries = failed.flatMap(({ outcome }) => outcome.retryAfterS ?? []);
  return {
    status: 'failed',
    problems: own.length > 0 ? own : all,
    left: LEFT[Math.max(...failed.map(({ outcome }) => LEFT.indexOf(outcome.left)))] ?? 'unfinished',
    ...(retries.length > 0 && { retryAfterS: Math.max(...retries) }),
    members: outcomes as Outcomes<Outcome>,
  };
}

function isFailed(outcome: { readonly status: string }): outcome is Failed {
  return outcome.status === 'failed';
}

function named(profile: string, problem: Problem): Problem {
  return { ...problem, message: `${profile}: ${problem.message}` };
}
