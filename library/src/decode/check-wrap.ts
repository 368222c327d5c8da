import type { CloudwatchWrap } from '../../../shared/log/decode/cloudwatch.ts';
import { isTypePattern } from '../../../shared/log/type-pattern.ts';
import { isListOf, isText } from '../check-options.ts';

/** Whether something is a list of rules for log groups; else what it should be. */
export function checkWraps(rules: readonly CloudwatchWrap[]): true | string {
  return isListOf(rules, isWrap) || 'a list of { pattern: NAME, PREFIX* or *; logType }';
}

function isWrap(rule: unknown): rule is CloudwatchWrap {
  const { pattern, logType } = Object(rule) as Partial<Record<string, unknown>>;
  return isText(pattern) && isTypePattern(pattern) && isText(logType);
}
