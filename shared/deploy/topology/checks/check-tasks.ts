import { nextRuns } from '../../../schedule/next-runs.ts';
import { parseSchedule } from '../../../schedule/parse-schedule.ts';
import { toScope } from '../../../schedule/schedule-scope.ts';
import { endedTemplate, groupNameOf } from '../../template/task-resources.ts';
import { partitionOf } from '../partition.ts';
import type { ReportProblem } from '../problem.ts';
import { FILES, type Sections, stageFile } from '../sections.ts';
import type { ScheduledTask, Topology } from '../topology.ts';
import { LOCAL_ACCOUNT } from './check-other-stages.ts';
import { checkCapacity } from './check-task-capacity.ts';

/** @see PutTargets, InputTransformer, InputTemplate */
const MAX_TEMPLATE_LENGTH = 8192;
/** @see CreateSchedule and PutRule, Name */
const MAX_NAME_LENGTH = 64;
const ARNS = [
  'targetClusterArn',
  'taskDefinitionArn',
  'taskRoleArn',
  'executionRoleArn',
  'iamEcsRunTaskResource',
] as const;

/** Problems of the tasks of `config/tasks.yml`, beside their form. */
export function checkTasks(topology: Topology, sections: Sections, report: ReportProblem): void {
  const given = sections.tasks.tasks;
  topology.tasks.forEach((task, index) => {
    const path = ['tasks', index];
    const names = topology.tasks.slice(0, index).map(({ name }) => name);
    if (names.includes(task.name)) report(FILES.tasks, [...path, 'name'], `the name "${task.name}" is taken`);
    if (task.subnetIds.length === 0) {
      const places = `here or under tasks in ${stageFile(topology.stage)}`;
      report(FILES.tasks, [...path, 'subnetIds'], `${task.name}: expected subnetIds, ${places}`);
    }
    checkName(topology, task, report, path);
    for (const key of ARNS) {
      const isOwn = given[index]?.[key] !== undefined;
      const [file, at] = isOwn ? [FILES.tasks, [...path, key]] : [stageFile(topology.stage), ['tasks', key]];
      const ours = foreignPart(topology, task[key]);
      if (ours !== undefined) report(file, at, `expected an ARN of this stage's ${ours}, got ${task[key]}`);
      else if (isOwn) checkOneAccount(topology, task, { key, report: (message) => report(file, at, message) });
    }
    for (const [key, message] of contradictions(task)) report(FILES.tasks, [...path, key], message);
    checkCapacity(task, (key, message) => report(FILES.tasks, [...path, key], message));
    const never = neverRuns(task);
    if (never !== undefined) report(FILES.tasks, [...path, 'scheduleExpression'], never);
    const { length } = endedTemplate(topology, task);
    if (length > MAX_TEMPLATE_LENGTH) {
      const limit = `more than the ${MAX_TEMPLATE_LENGTH} that EventBridge takes`;
      report(FILES.tasks, path, `${task.name} takes ${length} characters as JSON, ${limit}`);
    }
  });
}

/** Settings of one task that do not go together. */
function contradictions(task: ScheduledTask): readonly (readonly [keyof ScheduledTask, string])[] {
  const { container, command, environment, spot, capacityProviderStrategy, start, end } = task;
  const isFor = 'the name of the container that command and environment are for';
  const needsContainer = command !== undefined || Object.keys(environment).length > 0;
  const found: (readonly [keyof ScheduledTask, string])[] = [];
  if (container === undefined && needsContainer) found.push(['container', `expected ${isFor}, but it is missing`]);
  if (spot !== undefined && capacityProviderStrategy !== undefined) {
    found.push(['spot', `expected either spot or capacityProviderStrategy, got ${spot}`]);
  }
  if (start !== undefined && end !== undefined && Date.parse(start) >= Date.parse(end)) {
    found.push(['end', `expected a time after start, got "${end}"`]);
  }
  return found;
}

function checkName(
  topology: Topology,
  { name }: ScheduledTask,
  report: ReportProblem,
  path: readonly PropertyKey[],
): void {
  const full = `${groupNameOf(topology)}-${name}`;
  if (full.length <= MAX_NAME_LENGTH) return;
  const limit = `more than ${MAX_NAME_LENGTH}`;
  report(FILES.tasks, [...path, 'name'], `the schedule name "${full}" has ${full.length} characters, ${limit}`);
}

/**
 * The partition, Region or account of a stage where an ARN has another: Scheduler and function are of the stage's, and
 * so must be what they use. The local AWS runs no tasks, and shares `config/tasks.yml` with stages that do.
 */
function foreignPart({ region, settings: { accountId } }: Topology, value: string | undefined): string | undefined {
  if (!value?.startsWith('arn:') || accountId === LOCAL_ACCOUNT) return undefined;
  const [, partition, service, ownRegion, account] = value.split(':');
  const isForeign = (own: string | undefined, ours: string): boolean => own !== ours && own !== '*';
  if (isForeign(partition, partitionOf(region))) return `partition ${partitionOf(region)}`;
  if (service !== 'iam' && isForeign(ownRegion, region)) return `Region ${region}`;
  return accountId !== undefined && isForeign(account, accountId) ? `account ${accountId}` : undefined;
}

/** Without the account of the stage, the first ARN of a task says of which account the others must be. */
function checkOneAccount(
  { settings: { accountId } }: Topology,
  task: ScheduledTask,
  { key, report }: { readonly key: (typeof ARNS)[number]; readonly report: (message: string) => void },
): void {
  if (accountId !== undefined) return;
  const first = ARNS.find((other) => accountOf(task[other]) !== undefined);
  const account = first && accountOf(task[first]);
  const own = accountOf(task[key]);
  if (own === undefined || own === account) return;
  report(`expected an ARN of account ${account}, as ${first} of ${task.name} has, got ${task[key]}`);
}

function accountOf(value: string | undefined): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(value ?? '')?.[1];
}

function neverRuns(task: ScheduledTask): string | undefined {
  const { scheduleExpression: expression, timezone, start, end } = task;
  const parsed = parseSchedule(expression);
  if (parsed.status === 'wrong') return undefined;
  if (nextRuns(parsed.schedule, { timezone }, 0, 1).length === 0) {
    return `expected a time that there is in ${timezone}: ${expression} never runs`;
  }
  // A rate without a start counts from the moment at which the schedule is made.
  if (parsed.schedule.kind === 'rate' && start === undefined) return undefined;
  // An end before the start is said already.
  if (start !== undefined && end !== undefined && Date.parse(start) >= Date.parse(end)) return undefined;
  if (nextRuns(parsed.schedule, toScope(task), 0, 1).length > 0) return undefined;
  const limits = [start && `from ${start} on`, end && `until ${end}`].filter(Boolean).join(' ');
  return `${expression} never runs ${limits}`;
}
