import { isTypePattern } from '../log/type-pattern.ts';
import { splitList, type VariableReport } from '../settings/variable.ts';
import { isLegalStem } from './index-name.ts';

/** One rule of `RETENTION`: a log type, or a pattern (`app*`). */
export interface RetentionRule {
  readonly logType: string;
  readonly maxAgeDays: number;
}

/** Reads `RETENTION`: `<log_type or prefix*>=<days>`, comma-separated. */
export function parseRetentionRules(text: string, { problem }: VariableReport): readonly RetentionRule[] {
  const ages = new Map<string, number>();
  for (const rule of splitList(text)) {
    const [, logType = '', days] = /^([^=]+)=(\d{1,5})$/.exec(rule) ?? [];
    const wrong = explainRule(logType, days);
    const other = ages.get(logType);
    if (wrong !== undefined) problem(`${wrong}, got ${JSON.stringify(rule)}`);
    else if (other !== undefined) problem(`${logType} has two ages, ${other} and ${days} days`);
    else ages.set(logType, Number(days));
  }
  return [...ages].map(([logType, maxAgeDays]) => ({ logType, maxAgeDays }));
}

/** The problem of a rule; `undefined` if it is valid. */
function explainRule(logType: string, days: string | undefined): string | undefined {
  if (!isTypePattern(logType) || Number(days) < 1) {
    return 'expected <log_type or prefix*>=<days, 1 or more>';
  }
  const begin = logType.endsWith('*') ? logType.slice(0, -1) : '';
  // Index names are lower case, so a pattern with upper case could not match any.
  return begin === '' || isLegalStem(begin) ? undefined : 'a pattern begins as index names do, in lower case';
}
