import type { EdenWrites } from '../aws/ports.ts';
import { targetGroupsOf } from '../aws/rule-scope.ts';
import { AwsCallError } from '../problem/problem.ts';
import { groupArn, type MemoryState, nextId, ruleArn } from './memory-state.ts';

type ElbWrites = Pick<
  EdenWrites,
  | 'createTargetGroup'
  | 'modifyTargetGroup'
  | 'modifyTargetGroupAttributes'
  | 'deleteTargetGroup'
  | 'createRule'
  | 'modifyRule'
  | 'deleteRule'
>;

/** Changes of target groups and rules on a state in memory. */
export function createMemoryElb(state: MemoryState): ElbWrites {
  return { ...groupWrites(state), ...ruleWrites(state) };
}

type RuleWrites = Pick<ElbWrites, 'createRule' | 'modifyRule' | 'deleteRule'>;

function groupWrites(state: MemoryState): Omit<ElbWrites, keyof RuleWrites> {
  return {
    createTargetGroup: async ({ Tags, Name = '', ...request }) => {
      if ([...state.groups.values()].some(({ TargetGroupName }) => TargetGroupName === Name))
        return { status: 'exists' };
      const arn = groupArn(Name, nextId(state));
      state.groups.set(arn, copy({ ...request, TargetGroupName: Name, TargetGroupArn: arn }));
      state.attributes.set(arn, [{ Key: 'deregistration_delay.timeout_seconds', Value: '300' }]);
      tag(state, arn, Tags);
      return { status: 'created', arn };
    },
    modifyTargetGroup: async (arn, healthCheck) => {
      const group = state.groups.get(arn) ?? refuse('elb:ModifyTargetGroup', arn, 'does not exist');
      state.groups.set(arn, { ...group, ...copy(healthCheck) });
    },
    modifyTargetGroupAttributes: async (arn, attributes) => {
      const present = state.attributes.get(arn) ?? refuse('elb:ModifyTargetGroupAttributes', arn, 'does not exist');
      const changed = new Set(attributes.map(({ Key }) => Key));
      state.attributes.set(arn, [...present.filter(({ Key }) => !changed.has(Key)), ...copy(attributes)]);
    },
    deleteTargetGroup: async (arn) => {
      if (!state.groups.has(arn)) return 'missing';
      if ([...state.rules.values()].flatMap(targetGroupsOf).includes(arn)) return 'in_use';
      for (const kept of [state.groups, state.attributes, state.tags]) kept.delete(arn);
      return 'deleted';
    },
  };
}

function tag(
  state: MemoryState,
  arn: string,
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] = [],
): void {
  state.tags.set(arn, Object.fromEntries(tags.map(({ Key = '', Value = '' }) => [Key, Value])));
}

function ruleWrites(state: MemoryState): RuleWrites {
  return {
    createRule: async ({ Tags, Priority, ListenerArn: _, ...request }) => {
      if ([...state.rules.values()].some((rule) => rule.Priority === String(Priority)))
        return { status: 'priority_taken' };
      const lost = (request.Actions ?? []).find(({ TargetGroupArn = '' }) => !state.groups.has(TargetGroupArn));
      if (lost !== undefined)
        return refuse('elb:CreateRule', String(Priority), `${lost.TargetGroupArn} does not exist`);
      const arn = ruleArn(nextId(state));
      state.rules.set(arn, copy({ ...request, Priority: String(Priority), RuleArn: arn }));
      tag(state, arn, Tags);
      return { status: 'created', arn };
    },
    modifyRule: async (arn, actions) => {
      const rule = state.rules.get(arn);
      if (rule === undefined) return 'missing';
      const lost = targetGroupsOf({ Actions: actions }).find((group) => !state.groups.has(group));
      if (lost !== undefined) return refuse('elb:ModifyRule', arn, `${lost} does not exist`);
      state.rules.set(arn, { ...rule, Actions: copy(actions) });
      return 'modified';
    },
    deleteRule: async (arn) => {
      state.tags.delete(arn);
      return state.rules.delete(arn) ? 'deleted' : 'missing';
    },
  };
}

/** A refusal of AWS. @throws AwsCallError always */
export function refuse(action: string, resource: string, why: string): never {
  throw new AwsCallError(action, resource, 'ValidationError', why);
}

function copy<T>(value: T): T {
  return structuredClone(value);
}
