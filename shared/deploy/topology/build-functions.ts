import { CLEANER_ID, cleanerVariables, givenVariables, type Variables } from './given-variables.ts';
import { deriveRetrySettings } from './retry-settings.ts';
import type { FunctionSettings } from './schema/stage.ts';
import type { Sections } from './sections.ts';
import type { Cleaner, Stream, StreamFunction, Target, Topology } from './topology.ts';

/** What functions are built from. */
export interface FunctionInput {
  readonly sections: Sections;
  readonly base: Omit<Topology, 'functions'>;
  readonly streamOf: (key: string) => Stream;
  readonly targetOf: (target: string) => Target;
}

/** A function before its settings and common variables are added. */
interface Draft {
  readonly service: string;
  readonly key: string;
  readonly source: string;
  readonly targets: readonly Target[];
  readonly whitelist: readonly string[];
  /** As config gives them. */
  readonly environment: Variables;
  /** What is computed here. */
  readonly computed: Readonly<Record<string, string>>;
}

/** Ids (`<service>-<function>`) of all functions that `config/` describes: the names in the stage file. */
export function functionIds(sections: Pick<Sections, 'forwarders' | 'sinks'>): readonly string[] {
  return [
    'router-route',
    ...sections.forwarders.forwarders.map(({ name }) => `forwarders-${name}`),
    ...Object.keys(sections.sinks.sinks).map((service) => `${service}-sink`),
    ...(sections.sinks.cleaner === undefined ? [] : [CLEANER_ID]),
  ];
}

/** All stream functions of the stage: the router's, one a forwarder, one a sink. */
export function buildFunctions(input: FunctionInput): readonly StreamFunction[] {
  return [routerDraft(input), ...forwarderDrafts(input), ...sinkDrafts(input)].map((draft) => complete(input, draft));
}

function routerDraft({ sections, base }: FunctionInput): Draft {
  return {
    service: 'router',
    key: 'route',
    source: sections.routes.source,
    targets: base.routes.map(({ target }) => target),
    whitelist: ['*'],
    environment: sections.routes.environment,
    computed: {
      ROUTES: JSON.stringify(
        base.routes.map(({ name, types, where, target }) => ({
          name,
          types,
          ...(where === undefined ? {} : { where }),
          target: `${target.kind}:${target.name}`,
          ...(target.maxRecordKib === undefined ? {} : { maxRecordKib: target.maxRecordKib }),
        })),
      ),
    },
  };
}

function forwarderDrafts({ sections, targetOf }: FunctionInput): readonly Draft[] {
  return sections.forwarders.forwarders.map((forwarder) => {
    const target = targetOf(forwarder.target);
    return {
      service: 'forwarders',
      key: forwarder.name,
      source: forwarder.source,
      targets: [target],
      whitelist: forwarder.whitelist,
      environment: forwarder.environment,
      computed: {
        [target.kind === 'kinesis' ? 'TARGET_STREAM_NAME' : 'TARGET_DELIVERY_STREAM_NAME']: target.name,
        ...(target.kind === 'kinesis' ? { PARTITION_KEY: forwarder.partitionKey } : {}),
        ...(target.maxRecordKib === undefined ? {} : { TARGET_MAX_RECORD_KIB: String(target.maxRecordKib) }),
      },
    };
  });
}

function sinkDrafts({ sections, base }: FunctionInput): readonly Draft[] {
  return Object.entries(sections.sinks.sinks).map(([service, sink]) => ({
    service,
    key: 'sink',
    source: sink.source,
    targets: [],
    whitelist: sink.whitelist,
    environment: sink.environment,
    computed: service === 's3-sink' ? { LOG_S3_BUCKET: base.archiveBucket.name } : {},
  }));
}

function complete(input: FunctionInput, draft: Draft): StreamFunction {
  const { sections, base } = input;
  const id = `${draft.service}-${draft.key}`;
  const settings = settingsOf(sections.stage, id);
  const source = input.streamOf(draft.source);
  const retry = deriveRetrySettings({ ...settings, retentionHours: source.retentionHours });
  return {
    service: draft.service,
    key: draft.key,
    id,
    name: base.names.function(draft.service, draft.key),
    roleName: base.names.role(id),
    source,
    targets: draft.targets,
    settings,
    retry,
    environment: {
      ...givenVariables(sections, id, draft.environment),
      ...commonVariables(input, draft),
      MAX_ATTEMPTS: String(settings.maxAttempts),
      HOLD_MAX_AGE_HOURS: String(retry.holdHours),
      ...draft.computed,
    },
  };
}

function settingsOf({ functions }: Sections['stage'], id: string): FunctionSettings {
  const own = functions[id] ?? {};
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { ...functions.default, ...given, environment: { ...functions.default.environment, ...own.environment } };
}

function commonVariables({ base }: FunctionInput, draft: Draft): Readonly<Record<string, string>> {
  const { settings } = base;
  const wraps = base.subscriptions.filter(({ stream, wrapAs }) => stream.key === draft.source && wrapAs !== undefined);
  return {
    STAGE: base.stage,
    FAILED_LOG_S3_BUCKET: base.deadLetterBucket.name,
    FAILED_LOG_S3_PREFIX: settings.deadLetters.prefix,
    PROGRESS_TABLE: base.progressTable,
    TRACING: settings.tracing,
    POWERTOOLS_LOG_LEVEL: settings.logLevel,
    // An empty whitelist lets everything through; CloudFormation would refuse an empty variable on some paths.
    ...(draft.whitelist.includes('*') ? {} : { LOG_TYPE_WHITELIST: draft.whitelist.join(',') }),
    ...(wraps.length === 0
      ? {}
      : { CLOUDWATCH_WRAP: wraps.map(({ logGroup, wrapAs }) => `${logGroup}=${wrapAs}`).join(',') }),
  };
}

/** es-cleaner's function, where `sinks.yml` asks for one. */
export function buildCleaner({ sections, base }: Pick<FunctionInput, 'sections' | 'base'>): Cleaner | undefined {
  const { cleaner } = sections.sinks;
  if (cleaner === undefined) return undefined;
  const settings = settingsOf(sections.stage, CLEANER_ID);
  return {
    service: 'es-cleaner',
    key: 'clean',
    id: CLEANER_ID,
    name: base.names.function('es-cleaner', 'clean'),
    roleName: base.names.role(CLEANER_ID),
    settings,
    schedule: cleaner.schedule,
    environment: {
      ...cleanerVariables(sections),
      STAGE: base.stage,
      POWERTOOLS_LOG_LEVEL: base.settings.logLevel,
    },
  };
}
