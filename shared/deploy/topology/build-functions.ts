import type { FunctionRequest, FunctionSections, ServiceManifest } from '../manifest.ts';
import { CLEANER_ID, cleanerVariables, givenVariables } from './given-variables.ts';
import { deriveRetrySettings } from './retry-settings.ts';
import type { FunctionSettings } from './schema/stage.ts';
import type { Sections } from './sections.ts';
import type { Cleaner, Stream, StreamFunction, Target, TopologyBase } from './topology.ts';

/** What functions are built from. */
export interface FunctionInput {
  readonly sections: Sections;
  readonly base: TopologyBase;
  readonly streamOf: (key: string) => Stream;
  readonly targetOf: (target: string) => Target;
}

/** A stream function that `config/` asks for, and the service that has it. */
export interface RequestedFunction extends FunctionRequest {
  readonly service: string;
  /** `<service>-<key>`: its name in the stage file. */
  readonly id: string;
}

/** All stream functions that `config/` asks for, in the order of the services. */
export function requestedFunctions(
  services: readonly ServiceManifest[],
  sections: FunctionSections,
): readonly RequestedFunction[] {
  return services.flatMap((service) =>
    service.trigger === 'stream'
      ? service.requests(sections).map((request) => ({
          ...request,
          service: service.name,
          id: `${service.name}-${request.key}`,
        }))
      : [],
  );
}

/** Ids (`<service>-<function>`) of all functions that `config/` asks for: the names in the stage file. */
export function functionIds(services: readonly ServiceManifest[], sections: FunctionSections): readonly string[] {
  const ids = requestedFunctions(services, sections).map(({ id }) => id);
  return sections.sinks.cleaner === undefined ? ids : [...ids, CLEANER_ID];
}

/** All stream functions of the stage. */
export function buildFunctions(services: readonly ServiceManifest[], input: FunctionInput): readonly StreamFunction[] {
  return requestedFunctions(services, input.sections).map((request) => complete(input, request));
}

function complete(input: FunctionInput, request: RequestedFunction): StreamFunction {
  const { sections, base } = input;
  const { service, key, id } = request;
  const settings = settingsOf(sections.stage, id);
  const source = input.streamOf(request.source);
  const targets = request.targets.map(input.targetOf);
  const retry = deriveRetrySettings({ ...settings, retentionHours: source.retentionHours });
  return {
    service,
    key,
    id,
    name: base.names.function(service, key),
    roleName: base.names.role(id),
    source,
    targets,
    settings,
    retry,
    environment: {
      ...givenVariables(sections, id, request.environment),
      ...commonVariables(base, request),
      MAX_ATTEMPTS: String(settings.maxAttempts),
      HOLD_MAX_AGE_HOURS: String(retry.holdHours),
      ...request.computed(base, targets),
    },
  };
}

function settingsOf({ functions }: Sections['stage'], id: string): FunctionSettings {
  const own = functions[id] ?? {};
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value !== undefined));
  return { ...functions.default, ...given, environment: { ...functions.default.environment, ...own.environment } };
}

function commonVariables(base: TopologyBase, { source, whitelist }: FunctionRequest): Readonly<Record<string, string>> {
  const { settings } = base;
  const wraps = base.subscriptions.filter(({ stream, wrapAs }) => stream.key === source && wrapAs !== undefined);
  return {
    STAGE: base.stage,
    FAILED_LOG_S3_BUCKET: base.deadLetterBucket.name,
    FAILED_LOG_S3_PREFIX: settings.deadLetters.prefix,
    PROGRESS_TABLE: base.progressTable,
    TRACING: settings.tracing,
    POWERTOOLS_LOG_LEVEL: settings.logLevel,
    // An empty whitelist lets everything through; CloudFormation would refuse an empty variable on some paths.
    ...(whitelist.includes('*') ? {} : { LOG_TYPE_WHITELIST: whitelist.join(',') }),
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
