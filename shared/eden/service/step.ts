import { StepRefused } from '../problem/problem.ts';
import { patiently } from '../run/ask-again.ts';
import { foreign, isOurs, tagMap } from '../run/ownership.ts';
import type { CreateRun, UndoRun } from '../run/run.ts';
import type { Step } from '../run/step.ts';
import { cloneService } from './clone.ts';

/**
 * Makes the ECS service, or gives an ACTIVE one the new revision; undone by deleting it or giving it back the good
 * revision. The rule comes first: ECS refuses a target group that hangs on no load balancer.
 */
export const serviceStep: Step = {
  id: 'service',
  after: ['taskDefinition', 'rule'],
  apply: applyService,
  undo: undoService,
};

async function applyService(run: CreateRun): Promise<void> {
  const { service } = run.names;
  const isActive = run.found.existing.service?.status === 'ACTIVE';
  if (isActive) run.say(`ECS Service ${service} already exists, will update it`);
  else run.say(`ECS Service ${service} does not exist, will create new service`);
  await run.journal.intend('service', { state: 'intended' });
  const isUpdated = isActive && (await updateService(run)) === 'updated';
  if (!isUpdated) await createService(run);
  run.journal.note('service', { state: 'made' });
}

function updateService(run: CreateRun): Promise<'updated' | 'missing'> {
  return run.aws.updateService({
    cluster: run.profile.targetCluster,
    service: run.names.service,
    taskDefinition: run.made.taskDefinitionArn ?? '',
    desiredCount: run.profile.desiredCount,
  });
}

async function createService(run: CreateRun): Promise<void> {
  const request = cloneService({
    reference: run.found.service,
    loadBalancer: run.found.loadBalancer,
    name: run.names.service,
    taskDefinitionArn: run.made.taskDefinitionArn ?? '',
    targetGroupArn: run.made.targetGroupArn ?? '',
    profile: run.profile,
    tags: run.tags,
  });
  let last = 'draining';
  const done = await patiently(run, async () => {
    const answer = await run.aws.createService(request);
    if (answer === 'created') return answer;
    last = answer;
    return answer === 'exists' ? await takeOver(run) : undefined;
  });
  if (done !== undefined) return;
  const why =
    last === 'unlinked' ? `target group ${run.names.targetGroup} hangs on no load balancer` : 'is still draining';
  throw new StepRefused([
    { code: last === 'unlinked' ? 'aws' : 'draining', message: `ECS service ${run.names.service} ${why}; try again.` },
  ]);
}

/** A service stands there since preflight: by our own call whose answer was lost, or by somebody else. */
async function takeOver(run: CreateRun): Promise<'updated' | undefined> {
  const service = await run.aws.describeService({ cluster: run.profile.targetCluster, service: run.names.service });
  if (service?.status !== 'ACTIVE') return undefined;
  const tags = tagMap(service.tags);
  if (!isOurs(run, tags)) throw new StepRefused([foreign(`ECS service ${run.names.service}`, tags)]);
  return (await updateService(run)) === 'updated' ? 'updated' : undefined;
}

async function undoService(run: UndoRun): Promise<void> {
  const { service: name } = run.names;
  const { targetCluster: cluster } = run.profile;
  const present = run.existing.service;
  if (present?.status !== 'ACTIVE' || !isOurs(run, tagMap(present.tags))) {
    run.say(`ECS Service ${name} does not exist, skipping deletion`);
    run.journal.note('service', { state: 'undone' });
    return;
  }
  await run.journal.intend('service', { state: 'undoing' });
  const good = run.good?.service;
  if (good === undefined) {
    run.say(`ECS Service ${name} exists, will delete`);
    await run.aws.deleteService({ cluster, service: name });
    run.say(`Successfully deleted service ${name} from cluster ${cluster}`);
  } else if (present.taskDefinition !== good.taskDefinition || present.desiredCount !== good.desiredCount) {
    await run.aws.updateService({ cluster, service: name, ...good });
    run.say(`ECS Service ${name} returned to ${good.taskDefinition}`);
  }
  run.journal.note('service', { state: 'undone' });
}
