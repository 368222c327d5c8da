import { leftOutTags } from '../aws/clone-marks.ts';
import { sleepOf } from '../environment/sleep.ts';
import { type Refused, refused } from '../problem/attempt.ts';
import type { Problem } from '../problem/problem.ts';
import { askAgain } from '../run/ask-again.ts';
import type { GoodState } from '../run/good-state.ts';
import { isOurs, ownedByOther, tagMap } from '../run/ownership.ts';
import type { CreateRun, Existing, Run, UndoRun } from '../run/run.ts';
import { DONE, type Step, type StepResult } from '../run/step.ts';
import { cloneService } from './clone.ts';

/**
 * Makes the ECS service, or updates an ACTIVE one to the new revision; undone by deleting it or by updating it to the
 * good revision. The rule comes first: ECS refuses a target group that is attached to no load balancer.
 */
export const serviceStep: Step = {
  id: 'service',
  after: ['taskDefinition', 'rule'],
  apply: applyService,
  undo: undoService,
};

type Created = { readonly status: 'created' | 'updated' } | Refused;

async function applyService(run: CreateRun): Promise<StepResult> {
  const { service } = run.names;
  const isActive = run.found.existing.service?.status === 'ACTIVE';
  if (isActive) run.say(`ECS Service ${service} already exists, will update it`);
  else run.say(`ECS Service ${service} does not exist, will create new service`);
  await run.journal.intend('service', { state: 'intended' });
  const isUpdated = isActive && (await updateService(run)) === 'updated';
  const created: Created = isUpdated ? { status: 'updated' } : await createService(run);
  if (created.status === 'refused') return created;
  await deleteFormer(run, run.found.existing);
  run.journal.note('service', { state: 'made' });
  return DONE;
}

/** Deletes the second service that an earlier version made for the same target group. */
async function deleteFormer(run: Run, { formerService: former }: Existing): Promise<void> {
  const { names, profile } = run;
  if (former?.status !== 'ACTIVE' || !isOurs(run, tagMap(former.tags))) return;
  await run.aws.deleteService({ cluster: profile.targetCluster, service: names.family });
  run.say(`Successfully deleted service ${names.family} from cluster ${profile.targetCluster}`);
}

function updateService(run: CreateRun): Promise<'updated' | 'missing'> {
  return run.aws.updateService({
    cluster: run.profile.targetCluster,
    service: run.names.service,
    taskDefinition: run.made.taskDefinitionArn ?? '',
    ...countOfPresent(run),
  });
}

/** The count to set on a service that exists; none: it keeps its own. One that is asleep has none, and gets back the one it had. */
function countOfPresent({ profile, found, before }: CreateRun): { readonly desiredCount?: number } {
  const { desiredCount: wanted } = profile;
  const asleep = sleepOf(before);
  if (wanted === 'keep') return asleep === undefined ? {} : { desiredCount: asleep.desired_count };
  return { desiredCount: wanted === 'reference' ? (found.service.desiredCount ?? 1) : wanted };
}

async function createService(run: CreateRun): Promise<Created> {
  const request = cloneService({
    reference: run.found.service,
    loadBalancer: run.found.loadBalancer,
    name: run.names.service,
    taskDefinitionArn: run.made.taskDefinitionArn ?? '',
    targetGroupArn: run.made.targetGroupArn ?? '',
    profile: run.profile,
    tags: run.tags,
  });
  const leftOut = leftOutTags(run.found.service.tags ?? [], run.tags);
  if (leftOut !== undefined) run.say(leftOut);
  let last = 'draining';
  const created = await askAgain(run, async (): Promise<Created | undefined> => {
    const answer = await run.aws.createService(request);
    if (answer === 'created') return { status: 'created' };
    last = answer;
    return answer === 'exists' ? await updateOwnService(run) : undefined;
  });
  return created ?? refused(notCreated(run, last === 'unlinked'));
}

/** The service exists since preflight: by our own call whose answer was lost, or by someone else's. */
async function updateOwnService(run: CreateRun): Promise<Created | undefined> {
  const service = await run.aws.describeService({ cluster: run.profile.targetCluster, service: run.names.service });
  if (service?.status !== 'ACTIVE') return undefined;
  const tags = tagMap(service.tags);
  if (!isOurs(run, tags)) return refused(ownedByOther(`ECS service ${run.names.service}`, tags));
  return (await updateService(run)) === 'updated' ? { status: 'updated' } : undefined;
}

function notCreated({ names }: CreateRun, isUnlinked: boolean): Problem {
  const why = isUnlinked ? `target group ${names.targetGroup} is attached to no load balancer` : 'is still draining';
  const message = `ECS service ${names.service} ${why}; try again.`;
  return { code: isUnlinked ? 'aws' : 'draining', message };
}

async function undoService(run: UndoRun): Promise<StepResult> {
  const { service: name } = run.names;
  const { targetCluster: cluster } = run.profile;
  const present = run.existing.service;
  if (run.good === undefined) await deleteFormer(run, run.existing);
  if (present?.status !== 'ACTIVE' || !isOurs(run, tagMap(present.tags))) {
    run.say(`ECS Service ${name} does not exist, skipping deletion`);
    run.journal.note('service', { state: 'undone' });
    return DONE;
  }
  await run.journal.intend('service', { state: 'undoing' });
  const good = goodService(run);
  if (good === undefined) {
    run.say(`ECS Service ${name} exists, will delete`);
    await run.aws.deleteService({ cluster, service: name });
    run.say(`Successfully deleted service ${name} from cluster ${cluster}`);
  } else if (present.taskDefinition !== good.taskDefinition || present.desiredCount !== good.desiredCount) {
    await run.aws.updateService({ cluster, service: name, ...good });
    run.say(`ECS Service ${name} returned to ${good.taskDefinition}`);
  }
  run.journal.note('service', { state: 'undone' });
  return DONE;
}

/** The service's good state; a revision of another family was never this environment's. */
function goodService({ good, names }: UndoRun): GoodState['service'] {
  const isOwn = good?.service?.taskDefinition.includes(`:task-definition/${names.family}:`) ?? false;
  return isOwn ? good?.service : undefined;
}
