import { addressRecords } from '../dns-record/changes.ts';
import { otherForwards } from '../listener-rule/forward.ts';
import type { GoodState } from '../run/good-state.ts';
import type { Existing } from '../run/run.ts';
import { settingsOf } from '../target-group/clone.ts';

/** The state to go back to, made of what exists now. */
export function goodState(existing: Existing, endpoint: string | undefined): GoodState {
  const { targetGroup, attributes, service, rules, revisions, records } = existing;
  const forwards = otherForwards(rules, targetGroup?.TargetGroupArn);
  return {
    ...(targetGroup?.TargetGroupArn !== undefined && {
      targetGroupArn: targetGroup.TargetGroupArn,
      targetGroup: settingsOf(targetGroup, attributes),
    }),
    ruleArns: rules.map(({ RuleArn }) => RuleArn ?? ''),
    ...(Object.keys(forwards).length > 0 && { forwards }),
    ...(service?.status === 'ACTIVE' && {
      service: { taskDefinition: service.taskDefinition ?? '', desiredCount: service.desiredCount ?? 1 },
    }),
    revisions,
    records: addressRecords(records),
    ...(endpoint !== undefined && { endpoint }),
  };
}
