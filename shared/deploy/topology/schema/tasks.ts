import { z } from 'zod';
import { parseSchedule } from '../../../schedule/parse-schedule.ts';
import { isZoneName } from '../../../schedule/zone-name.ts';
import {
  atMost,
  flag,
  integer,
  listOf,
  mapping,
  oneOf,
  securityGroupId,
  sentence,
  shortName,
  subnetId,
  text,
} from './leaf.ts';
import { OLD_NAMES } from './old-names.ts';

/** @see ECS API, AwsVpcConfiguration: 16 subnets, 5 security groups */
const subnetIds = atMost(16, 'subnets', listOf(subnetId, 1, 'subnets'));
const securityGroupIds = atMost(5, 'security groups', listOf(securityGroupId, 0, 'security groups'));
const cluster = text(
  /^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:cluster\/)?[A-Za-z0-9_-]{1,255}$/,
  'the name or ARN of a cluster',
);
const role = text(/^(arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+|[\w+=,.@-]{1,64})$/, 'the name or ARN of a role');
/** @see ECS API, Tag */
const tagKey = text(/^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu, 'a tag: letters, digits, spaces and _.:/=+-@');
const tagValue = text(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u, 'at most 256 letters, digits, spaces and _.:/=+-@');
const MAX_TAGS = 50;
/** @see CreateSchedule, ScheduleExpression */
const MAX_EXPRESSION_LENGTH = 256;
const moment = z.iso.datetime({ offset: true, error: 'a quoted time such as "2026-12-24T18:00:00+09:00"' });

/** Settings that all tasks of a stage have in common. */
export const stageTasksSchema = mapping({
  targetClusterArn: cluster.optional(),
  subnetIds: subnetIds.optional(),
  securityGroupIds: securityGroupIds.optional(),
});

const taskShape = {
  name: shortName.max(40, { error: 'at most 40 characters' }),
  scheduleExpression: z.string({ error: 'a schedule such as cron(0 3 * * ? *)' }).superRefine((expression, context) => {
    if (expression.length > MAX_EXPRESSION_LENGTH) {
      context.addIssue({ code: 'custom', message: `at most ${MAX_EXPRESSION_LENGTH} characters` });
    }
    const parsed = parseSchedule(expression);
    if (parsed.status === 'ok') return;
    for (const problem of parsed.problems) context.addIssue(sentence(problem));
  }),
  /** In which the expression is read. */
  timezone: z
    .string({ error: 'the IANA name of a zone' })
    .refine(isZoneName, { error: 'the IANA name of a zone, such as Asia/Tokyo' })
    .default('UTC'),
  /** A run starts at any moment of so many minutes. @see CreateSchedule, MaximumWindowInMinutes 1-1440 */
  flexibleMinutes: integer(1, 1440).optional(),
  start: moment.optional(),
  end: moment.optional(),
  isEnabled: flag.default(true),
  taskCount: integer(1, 10).default(1),
  targetClusterArn: cluster.optional(),
  /** A family, of which a run takes the latest active revision, or one revision. */
  taskDefinitionArn: text(
    /^(arn:aws[a-z-]*:ecs:[a-z0-9-]+:\d{12}:task-definition\/)?[A-Za-z0-9_-]{1,255}(:[1-9]\d*)?$/,
    'a family, family:revision, or the ARN of one',
  ),
  subnetIds: subnetIds.optional(),
  securityGroupIds: securityGroupIds.optional(),
  assignPublicIp: flag.default(false),
  taskRoleArn: role.optional(),
  executionRoleArn: role.optional(),
  /** Where RunTask is allowed; default: the task definition, every revision of a family. */
  iamEcsRunTaskResource: text(
    /^arn:aws[a-z-]*:ecs:[^:]*:[^:]*:(task-definition\/|\*)/,
    'the ARN of a task definition',
  ).optional(),
  /** Fargate Spot. */
  spot: flag.optional(),
  capacityProviderStrategy: listOf(
    mapping({
      capacityProvider: text(/^[A-Za-z0-9_-]{1,255}$/, 'the name of a capacity provider'),
      weight: integer(0, 1000).default(1),
      base: integer(0, 100_000).default(0),
    }),
    1,
    'capacity providers',
  ).optional(),
  platformVersion: text(/^(LATEST|\d+\.\d+\.\d+)$/, 'LATEST or a version such as 1.4.0').default('LATEST'),
  /** The container whose exit code counts, and to which `command` and `environment` belong. */
  container: text(/^[A-Za-z0-9_-]{1,255}$/, 'the name of a container').optional(),
  command: listOf(text(/^[\s\S]*$/, 'text'), 1, 'words').optional(),
  environment: z
    .record(text(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of a variable'), z.string({ error: 'text' }), {
      error: 'a mapping of variables to texts',
    })
    .default({}),
  cpu: integer(128, 196_608).optional(),
  memoryMb: integer(128, 786_432).optional(),
  tags: z
    .record(tagKey, tagValue, { error: 'a mapping of tags' })
    .refine((tags) => Object.keys(tags).length <= MAX_TAGS, { error: `at most ${MAX_TAGS} tags` })
    .default({}),
  /** `forbid`: no run starts while a task of an earlier one runs. */
  overlap: oneOf('allow', 'forbid').default('allow'),
  onExit: mapping({
    /** How often a run that failed is started again. */
    reruns: integer(0, 5).default(0),
    okExitCodes: listOf(integer(0, 255), 1, 'exit codes').default([0]),
  }).prefault({}),
};

/** `config/tasks.yml`. */
export const tasksSchema = mapping({
  tasks: listOf(z.preprocess(withOurNames, mapping(taskShape)), 0, 'tasks'),
});

/** A task of `config/tasks.yml`. */
export type TaskSettings = z.output<typeof tasksSchema>['tasks'][number];

function withOurNames(task: unknown, context: z.core.$RefinementCtx): unknown {
  if (typeof task !== 'object' || task === null || Array.isArray(task)) return task;
  const ours = (key: string): string => (Object.hasOwn(OLD_NAMES, key) ? (OLD_NAMES[key] ?? key) : key);
  for (const key of Object.keys(task).filter((name) => ours(name) !== name && Object.hasOwn(task, ours(name)))) {
    context.addIssue({ code: 'custom', message: `either ${key} or ${ours(key)}`, path: [ours(key)], input: task });
  }
  return Object.fromEntries(Object.entries(task).map(([key, value]) => [ours(key), value]));
}
