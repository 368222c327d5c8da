import { locateEnvironment } from '../../../shared/eden/environment/locate.ts';
import { deleteEnvironment } from '../../../shared/eden/operation/delete.ts';
import { readSeedResult } from '../../../shared/eden/seed-task/seed-result.ts';
import { mayUse } from '../access.ts';
import { type Answer, answer, refuseProblems, refuseRun } from '../answer.ts';
import type { ApiRequest } from '../read-request.ts';
import { statusUrl, viewItem, viewService } from '../view.ts';
import { type Of, type Performed, type RequestContext, refuseProfiles } from './context.ts';
import { performCreate } from './create.ts';
import { performGroup } from './group.ts';
import { loadPushed } from './load-profile.ts';
import { performSleep, performWake } from './sleep.ts';

/**
 * Does what a request asks for.
 * @throws AwsCallError when a read for a list or a profile is refused.
 */
export async function perform(request: ApiRequest, context: RequestContext): Promise<Performed> {
  const asked = 'profile' in request ? request.profile : undefined;
  if (asked !== undefined && !mayUse(context.caller, asked)) {
    return { answer: refuseProfiles(context.caller, [asked], '') };
  }
  switch (request.operation) {
    case 'create':
      return await performCreate(request, context);
    case 'delete':
      return await remove(request, context);
    case 'sleep':
      return await performSleep(request, context);
    case 'wake':
      return await performWake(request, context);
    case 'show':
      return { answer: await show(request, context) };
    case 'list':
      return { answer: await list(request, context) };
    case 'profiles': {
      const names = (await context.profiles.list()).filter((name) => mayUse(context.caller, name));
      return { answer: answer(200, { status: 'ok', profiles: names }) };
    }
    case 'createGroup':
    case 'deleteGroup':
    case 'showGroup':
    case 'sleepGroup':
    case 'wakeGroup':
      return await performGroup(request, context);
  }
}

async function remove({ profile, name, isPlain }: Of<'delete'>, context: RequestContext): Promise<Performed> {
  const loaded = await loadPushed(context, profile);
  if (loaded.status === 'refused') return loaded;
  const outcome = await deleteEnvironment(context.deps, { profileName: profile, profile: loaded, name });
  if (outcome.status === 'failed') {
    return { answer: refuseRun(outcome, statusUrl(context.base, profile, name)), outcome };
  }
  if (outcome.status !== 'absent') {
    const body = { status: 'ok', message: 'successfully deleted', name: outcome.name, runId: outcome.runId };
    return { answer: answer(200, body), outcome };
  }
  const message = isPlain ? 'nothing to delete' : `Environment ${outcome.name} does not exist.`;
  if (isPlain) return { answer: answer(200, { status: 'ok', message, name: outcome.name }), outcome };
  return { answer: refuseProblems([{ code: 'not_found', field: 'name', message }]), outcome };
}

async function show({ profile, name }: Of<'show'>, context: RequestContext): Promise<Answer> {
  const { deps } = context;
  const loaded = await loadPushed(context, profile);
  if (loaded.status === 'refused') return loaded.answer;
  const at = { profile: loaded.profile, profileName: profile, given: name };
  const { names, item: own, legacy } = await locateEnvironment(deps.aws, at);
  const item = own ?? legacy;
  if (item === undefined) {
    const message = `Environment ${names.resource} does not exist.`;
    return refuseProblems([{ code: 'not_found', field: 'name', message }]);
  }
  const [service, group] = await Promise.all([
    deps.aws.describeService({ cluster: loaded.profile.targetCluster, service: names.service }),
    deps.aws.describeTargetGroup({ name: names.targetGroup }),
  ]);
  const arn = group?.TargetGroupArn;
  const targets = arn === undefined ? [] : await deps.aws.describeTargetHealth(arn);
  const nowMs = deps.clock.now();
  const journal = item.journal ?? {};
  const { targetCluster: cluster, seedTask } = loaded.profile;
  const container = seedTask?.container ?? service?.loadBalancers?.[0]?.containerName;
  const seed = await readSeedResult(deps.aws, item, { cluster, container });
  return answer(200, {
    status: 'ok',
    ...viewItem(item, nowMs),
    journal,
    service: viewService(service),
    targets,
    seedTask: seed ?? null,
  });
}

async function list({ profile }: Of<'list'>, { deps, caller }: RequestContext): Promise<Answer> {
  const items = await deps.aws.scanEnvironments();
  const shown = items.filter(({ type }) => (profile === undefined ? mayUse(caller, type) : type === profile));
  const key = ({ type, name }: { readonly type: string; readonly name: string }): string => `${type}\n${name}`;
  const sorted = shown.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
  const nowMs = deps.clock.now();
  return answer(200, { status: 'ok', environments: sorted.map((item) => viewItem(item, nowMs)) });
}
