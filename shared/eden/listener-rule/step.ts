import { isForOne, rulesForHost, targetGroupsOf } from '../aws/rule-scope.ts';
import type { Rule } from '../aws/types.ts';
import { type Attempt, refused } from '../problem/attempt.ts';
import { isOurs, ownedByOther } from '../run/ownership.ts';
import type { CreateRun, UndoRun } from '../run/run.ts';
import { DONE, type Step, type StepResult } from '../run/step.ts';
import { forwardsElsewhere, forwardTo } from './forward.ts';
import { freePriorities } from './rules.ts';

/** Makes the listener rule with the host header; undone by deleting it. */
export const ruleStep: Step = { id: 'rule', after: ['targetGroup'], apply: applyRule, undo: undoRule };

async function applyRule(run: CreateRun): Promise<StepResult> {
  const { found } = run;
  const targetGroupArn = run.made.targetGroupArn ?? '';
  const what = `ELBv2 listener rule for target group ${targetGroupArn} and host ${found.host}`;
  const [right, ...surplus] = bestFirst(found.existing.rules, targetGroupArn);
  const isRight = right !== undefined && targetGroupsOf(right).includes(targetGroupArn);
  const wrong = isRight ? surplus : found.existing.rules;
  if (isRight && surplus.length === 0) return await keepRule(run, right, what);
  run.say(`${what} does not exist, will create new listener rule`);
  await run.journal.intend('rule', {
    state: 'intended',
    arns: found.existing.rules.map(({ RuleArn }) => RuleArn ?? ''),
  });
  const rule: Attempt<string> = isRight
    ? { status: 'ok', value: right.RuleArn ?? '' }
    : await createRule(run, targetGroupArn);
  if (rule.status === 'refused') return rule;
  if (isRight) await giveBack(run, right, targetGroupArn);
  for (const { RuleArn } of wrong) await run.aws.deleteRule(RuleArn ?? '');
  run.journal.note('rule', { state: 'made', arns: [rule.value] });
  return DONE;
}

async function keepRule(run: CreateRun, rule: Rule, what: string): Promise<StepResult> {
  const { RuleArn: arn = '' } = rule;
  run.say(`${what} already exists, skipping creation`);
  const targetGroupArn = run.made.targetGroupArn ?? '';
  if (forwardsElsewhere(rule, targetGroupArn)) await run.journal.intend('rule', { state: 'intended', arns: [arn] });
  await giveBack(run, rule, targetGroupArn);
  run.journal.note('rule', { state: 'made', arns: [arn] });
  return DONE;
}

/** Gives the requests of an environment that was asleep back to its own target group. */
async function giveBack(run: CreateRun, rule: Rule, targetGroupArn: string): Promise<void> {
  if (!forwardsElsewhere(rule, targetGroupArn)) return;
  await run.aws.modifyRule(rule.RuleArn ?? '', forwardTo(targetGroupArn));
  run.say(`Environment ${run.names.resource} was asleep: its rule leads to its own target group again`);
}

/** The rules of the host, one that forwards to the environment's target group first. */
function bestFirst(rules: readonly Rule[], targetGroupArn: string): Rule[] {
  return rules.toSorted(
    (a, b) => Number(targetGroupsOf(b).includes(targetGroupArn)) - Number(targetGroupsOf(a).includes(targetGroupArn)),
  );
}

/** Creates the rule at the first free priority; its ARN. */
async function createRule(run: CreateRun, targetGroupArn: string): Promise<Attempt<string>> {
  const { found } = run;
  const quota = (what: string) => refused({ code: 'quota', message: `Listener ${found.listenerArn} ${what}.` });
  for (const priority of freePriorities(found.rules, found.host, run.deps.random())) {
    const created = await run.aws.createRule({
      ListenerArn: found.listenerArn,
      Priority: priority,
      Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: [found.host] } }],
      Actions: [{ Type: 'forward', TargetGroupArn: targetGroupArn }],
      Tags: Object.entries(run.tags).map(([Key, Value]) => ({ Key, Value })),
    });
    if (created.status === 'created') return { status: 'ok', value: created.arn };
    if (created.status === 'too_many') return quota('takes no more rules or target groups');
    const existing = await readNewRule(run, targetGroupArn);
    if (existing !== undefined) return existing;
  }
  return quota(`has no free priority for host ${found.host}`);
}

/**
 * The rule for the host that was created since preflight: by our own call whose answer was lost, or by another
 * environment. Undefined when there is none: then only the priority was taken.
 */
async function readNewRule(run: CreateRun, targetGroupArn: string): Promise<Attempt<string> | undefined> {
  const { found } = run;
  const [rule] = rulesForHost(await run.aws.describeRules(found.listenerArn), found.host);
  if (rule?.RuleArn === undefined || found.existing.rules.some(({ RuleArn }) => RuleArn === rule.RuleArn))
    return undefined;
  if (targetGroupsOf(rule).includes(targetGroupArn)) return { status: 'ok', value: rule.RuleArn };
  const tags = (await run.aws.describeElbTags([rule.RuleArn]))[rule.RuleArn];
  return refused(ownedByOther(`Listener rule ${rule.RuleArn} for host ${found.host}`, tags));
}

async function undoRule(run: UndoRun): Promise<StepResult> {
  await restoreForwards(run);
  const kept = new Set(run.good?.ruleArns);
  const known = new Set(await ownRules(run));
  const surplus = [...known].filter((arn) => !kept.has(arn));
  const groupArn = run.existing.targetGroup?.TargetGroupArn ?? run.journal.entry('targetGroup')?.arns?.[0];
  const what = `ELBv2 listener rule for target group ${groupArn ?? run.names.targetGroup} and host ${run.host ?? ''}`;
  if (surplus.length === 0) {
    if (kept.size === 0) run.say(`${what} does not exist, skipping deletion`);
    run.journal.note('rule', { state: 'undone', arns: [...kept] });
    return DONE;
  }
  await run.journal.intend('rule', { state: 'undoing', arns: [...known] });
  run.say(`${what} found, will delete`);
  for (const arn of surplus) await run.aws.deleteRule(arn);
  run.journal.note('rule', { state: 'undone', arns: [...kept] });
  return DONE;
}

/** Leads the rules that the good state keeps to where they led: an environment that was asleep goes back to sleep. */
async function restoreForwards(run: UndoRun): Promise<void> {
  const groupArn = run.existing.targetGroup?.TargetGroupArn ?? '';
  for (const [arn, actions] of Object.entries(run.good?.forwards ?? {})) {
    const present = run.existing.rules.find(({ RuleArn }) => RuleArn === arn);
    if (present === undefined || forwardsElsewhere(present, groupArn) || !isOurs(run, run.existing.tags[arn])) continue;
    await run.aws.modifyRule(arn, actions);
  }
}

/** The rules of the host and of the journal whose tags say that they are this environment's; without tags, those for the host and its target group alone. */
async function ownRules({ existing, journal, ...run }: UndoRun): Promise<readonly string[]> {
  const present = existing.rules.map(({ RuleArn = '' }) => RuleArn);
  const journaled = (journal.entry('rule')?.arns ?? []).filter((arn) => !present.includes(arn));
  const read = journaled.length === 0 ? {} : await run.aws.describeElbTags(journaled);
  const tags = { ...existing.tags, ...read };
  const groupArn = existing.targetGroup?.TargetGroupArn;
  const isAlone = (arn: string): boolean =>
    existing.rules.some((rule) => rule.RuleArn === arn && isForOne(rule, groupArn));
  return [...present, ...journaled].filter(
    (arn) => isOurs(run, tags[arn]) && (tags[arn]?.['eden:owner'] !== undefined || isAlone(arn)),
  );
}
