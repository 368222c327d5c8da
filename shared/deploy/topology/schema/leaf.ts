import { z } from 'zod';
import { nextRuns } from '../../../schedule/next-runs.ts';
import { parseSchedule, type Schedule } from '../../../schedule/parse-schedule.ts';

/**
 * Building blocks of the config schemas. An error message is what was expected: `readConfigFile` adds the file, the
 * line, the setting's path and its value.
 */

const SCHEDULE_EXPECTED = 'rate(1 day), rate(12 hours) or cron(…) with six fields';
const ONE_OF = 'one of ';
const KEY_DIVIDER = ', ';
const SHORT_NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const SHORT_NAME_EXPECTED = 'lower-case letters, digits and single hyphens, beginning with a letter';
const VARIABLE_NAME = /^[A-Z][A-Z0-9_]*$/;
const VARIABLE_NAME_EXPECTED = 'upper-case letters, digits and _, beginning with a letter,';

export const flag = z.boolean({ error: 'true or false' });

/** Short names of streams, routes, functions: they become parts of AWS names. */
export const shortName = text(SHORT_NAME, SHORT_NAME_EXPECTED);

export const description = text(/^[^\n]{1,256}$/, 'one line of text');

/** `exact`, `prefix*` or `*`. Commas would part the whitelist variable. */
export const typePattern = text(/^(\*|[^\s,*][^,*\n]*\*?)$/, 'a log type, a prefix ending in * or just *');

export const typePatterns = listOf(typePattern, 1, 'log types (["*"] for all)');

/** `kinesis:<stream>` or `firehose:<delivery stream>`, short names. */
export const target = text(
  /^(kinesis|firehose):[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  'kinesis:<stream> or firehose:<delivery stream>',
);

/** A rule of EventBridge, in UTC. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
export const schedule = z.string({ error: SCHEDULE_EXPECTED }).superRefine((expression, context) => {
  if (!/^(rate|cron)\(.*\)$/.test(expression)) {
    context.addIssue({ code: 'custom', message: SCHEDULE_EXPECTED });
    return;
  }
  const parsed = parseSchedule(expression);
  const problems = parsed.status === 'wrong' ? parsed.problems : neverRuns(expression, parsed.schedule);
  for (const problem of problems) context.addIssue(sentence(problem));
});

export const subnetId = text(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, 'a subnet such as subnet-0123456789abcdef0');
export const securityGroupId = text(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/, 'a security group such as sg-0123456789abcdef0');

export const kmsKeyArn = text(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/, 'the ARN of a KMS key');

/** Variables of a function: text, or what YAML makes of numbers and flags. */
export const variables = z
  .record(
    text(VARIABLE_NAME, VARIABLE_NAME_EXPECTED),
    z.union([z.string(), z.number(), z.boolean()], { error: 'text, a number, true or false' }),
    { error: 'a mapping of variables' },
  )
  .default({});

/** A mapping that refuses unknown keys and names the known ones. */
export function mapping<T extends z.core.$ZodLooseShape>(shape: T) {
  const keys = Object.keys(shape).join(KEY_DIVIDER);
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? `${ONE_OF}${keys}` : `a mapping with ${keys}`),
  });
}

/** The words that a message lists: keys of a mapping, or values; none where it lists none. */
export function knownKeys(message: string): readonly string[] {
  return message.startsWith(ONE_OF) ? message.slice(ONE_OF.length).split(KEY_DIVIDER) : [];
}

/** A name in the form that its message expects, where case and hyphens alone are wrong. */
export function writtenAs(given: string, expected: string): string | undefined {
  const words = given.trim().split(/[\s_.-]+/);
  if (expected === SHORT_NAME_EXPECTED) {
    const name = words.join('-').toLowerCase();
    return SHORT_NAME.test(name) ? name : undefined;
  }
  const name = words.join('_').toUpperCase();
  return expected === VARIABLE_NAME_EXPECTED && VARIABLE_NAME.test(name) ? name : undefined;
}

function neverRuns(expression: string, parsed: Schedule): readonly string[] {
  const isEver = nextRuns(parsed, { timezone: 'UTC' }, 0, 1).length > 0;
  return isEver ? [] : [`expected a time that there is, got ${expression}, which never runs`];
}

/** An issue whose message is a whole sentence, with the value in it: `readConfigFile` adds nothing but the path. */
export function sentence(message: string) {
  return { code: 'custom', message, params: { isSentence: true } } as const;
}

/** Whether a message is such a sentence. */
export function isSentence(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'custom' && issue.params?.['isSentence'] === true;
}

/** A whole number within limits. */
export function integer(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A number within limits, fractions allowed. */
export function decimal(min: number, max: number) {
  const error = `a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

/** Text of a given form; `expected` says which. */
export function text(form: RegExp, expected: string) {
  return z.string({ error: expected }).regex(form, { error: expected });
}

/** One of some words. */
export function oneOf<const T extends readonly [string, ...string[]]>(...words: T) {
  return z.enum(words, { error: words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}` });
}

/** A mapping from short names to something. */
export function named<T extends z.ZodType>(value: T) {
  return z.record(shortName, value, { error: 'a mapping of short names' });
}

/** A list with at least `min` items. */
export function listOf<T extends z.ZodType>(item: T, min: number, what: string) {
  const error = min === 0 ? `a list of ${what}` : `a list of at least ${min} ${what}`;
  return z.array(item, { error }).min(min, { error });
}

/** A list with at most `max` items. */
export function atMost<T extends z.ZodType>(max: number, what: string, list: z.ZodArray<T>) {
  return list.refine(({ length }) => length <= max, { error: `at most ${max} ${what}` });
}
