import { z } from 'zod';
import {
  description,
  flag,
  integer,
  listOf,
  mapping,
  named,
  oneOf,
  schedule,
  shortName,
  target,
  text,
  typePattern,
  typePatterns,
  variables,
} from './leaf.ts';

/** `config/streams.yml`. */
export const streamsSchema = mapping({
  streams: named(
    mapping({
      description,
      /** A reader outside this application takes every type. */
      readBy: oneOf('outside').optional(),
      /** Largest record the stream takes. @see CreateStream, MaxRecordSizeInKiB 1024-10240 */
      maxRecordSizeKiB: integer(1024, 10_240).default(1024),
      /** `auto`: the stream chooses the shards of its records itself (service-managed partition keys). */
      distribution: oneOf('key', 'auto').default('key'),
    }),
  ),
  deliveryStreams: named(mapping({ description })).default({}),
});

const scalar = z.union([z.string(), z.number(), z.boolean()], { error: 'text, a number, true or false' });

const whereText = text(/^[\s\S]+$/, 'text');

/** A condition on one value of the log, by its path (`level`, `http.status`). */
const whereSchema = mapping({
  path: text(/^[^\s.]+(\.[^\s.]+)*$/, 'a dotted JSON path such as http.status'),
  equals: scalar.optional(),
  in: listOf(scalar, 1, 'values').optional(),
  prefix: whereText.optional(),
}).refine((where) => [where.equals, where.in, where.prefix].filter((test) => test !== undefined).length === 1, {
  error: 'exactly one of equals, in and prefix',
});

/** A condition of a route. */
export type Where = z.output<typeof whereSchema>;

/** Several logs in one record, as the Kinesis Producer Library has them. */
const aggregate = flag.default(false);

/** `config/routes.yml`. */
export const routesSchema = mapping({
  source: shortName,
  environment: variables,
  routes: listOf(
    mapping({ name: shortName, types: typePatterns, where: whereSchema.optional(), target, aggregate }),
    0,
    'routes',
  ),
});

/** `config/forwarders.yml`. */
export const forwardersSchema = mapping({
  forwarders: listOf(
    mapping({
      name: shortName,
      source: shortName,
      whitelist: typePatterns,
      target,
      partitionKey: oneOf('source', 'log_id', 'log_type', 'random').default('source'),
      aggregate,
      environment: variables,
    }),
    0,
    'forwarders',
  ),
});

/** `config/sinks.yml`. */
export const sinksSchema = mapping({
  sinks: named(mapping({ source: shortName, whitelist: typePatterns, environment: variables })),
  /** es-cleaner, which finds es-sink's indices by es-sink's own variables. */
  cleaner: mapping({
    schedule: schedule.default('rate(1 day)'),
    environment: variables,
  }).optional(),
});

/** `config/subscriptions.yml`. @see DescribeLogGroups, log group names */
export const subscriptionsSchema = mapping({
  subscriptions: listOf(
    mapping({
      name: shortName,
      logGroup: text(
        /^(?!aws\/)(?=.{1,500}$)[\w/.#-]*(\{stage\}[\w/.#-]*)*$/,
        'a log group of 1 to 500 characters, where {stage} is replaced by the name of the stage',
      ),
      stream: shortName,
      create: flag.default(false),
      /** @see PutSubscriptionFilter, filterPattern: at most 1024 characters */
      filterPattern: text(
        /^[\s\S]{0,1024}$/,
        'a filter pattern of CloudWatch Logs, of at most 1024 characters',
      ).default(''),
      distribution: oneOf('ByLogStream', 'Random').default('ByLogStream'),
      /** Which account and Region an event is from, for log groups of a central account. */
      emitSystemFields: listOf(oneOf('@aws.account', '@aws.region'), 1, 'system fields').optional(),
      /** Of an account's log groups: which accounts and Regions. */
      fieldSelectionCriteria: text(/^[\s\S]{1,2000}$/, 'criteria of 1 to 2000 characters').optional(),
      /** Events as the log group's transformer makes them, instead of the original ones. */
      applyOnTransformedLogs: flag.default(false),
      wrapAs: typePattern
        .refine((type) => !/\*$|=/.test(type), { error: 'one log type without =, no pattern' })
        .optional(),
    }),
    0,
    'subscriptions',
  ),
});
