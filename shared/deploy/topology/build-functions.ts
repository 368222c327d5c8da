import type {
  FunctionRequest,
  FunctionSections,
  ScheduledService,
  ScheduleRequest,
  ServiceManifest,
  StreamService,
} from '../manifest.ts';
import { deriveRetrySettings } from './retry-settings.ts';
import type { FunctionSettings } from './schema/stage.ts';
import type { Sections } from './sections.ts';
import type { Cleaner, Series, Stream, StreamFunction, Target, TopologyBase } from './topology.ts';
import {
  functionLayers,
  mergeLayers,
  ownLayers,
  pickVariables,
  textsOf,
  type VariableLayer,
} from './variable-layers.ts';

/** Input of {@link buildFunctions}. */
export interface FunctionInput {
  readonly sections: Sections;
  readonly base: TopologyBase;
  readonly streamOf: (key: string) => Stream;
  readonly targetOf: (target: string) => Target;
}

/** A stream function that `config/` asks for, and the service that has it. */
export interface RequestedFunction extends FunctionRequest {
  readonly service: StreamService;
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
      ? service.requests(sections).map((request) => ({ ...request, service, id: `${service.name}-${request.key}` }))
      : [],
  );
}

/** A function by the clock that `config/` asks for, and the service that has it. */
export interface RequestedSchedule extends ScheduleRequest {
  readonly service: ScheduledService;
  readonly id: string;
}

/** All functions by the clock that `config/` asks for. */
export function requestedSchedules(
  services: readonly ServiceManifest[],
  sections: FunctionSections,
): readonly RequestedSchedule[] {
  return services.flatMap((service) => {
    const request = service.trigger === 'schedule' ? service.request(sections) : undefined;
    return service.trigger === 'schedule' && request !== undefined
      ? [{ ...request, service, id: `${service.name}-${service.handler}` }]
      : [];
  });
}

/** Ids (`<service>-<function>`) of all functions that `config/` asks for: the names in the stage file. */
export function functionIds(services: readonly ServiceManifest[], sections: FunctionSections): readonly string[] {
  return [...requestedFunctions(services, sections), ...requestedSchedules(services, sections)].map(({ id }) => id);
}

/** The layers of a function by the clock: what it has from another function, then its own. */
export function scheduleLayers(
  services: readonly ServiceManifest[],
  sections: Sections,
  stageName: string,
  request: RequestedSchedule,
): readonly VariableLayer[] {
  const { from, variables } = request.service.inherited;
  const other = requestedFunctions(services, sections).find(({ id }) => id === from);
  const { ofRequest, ofStage } = ownLayers(sections, stageName, request);
  return [
    ...(other === undefined ? [] : pickVariables(functionLayers(sections, stageName, other), variables)),
    ofRequest,
    ofStage,
  ];
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
    service: service.name,
    key,
    id,
    name: base.names.function(service.name, key),
    roleName: base.names.role(id),
    source,
    targets,
    settings,
    retry,
    series: seriesOf(base, request),
    environment: {
      ...textsOf(mergeLayers(functionLayers(sections, base.stage, request))),
      ...commonVariables(base, request),
      MAX_ATTEMPTS: String(settings.maxAttempts),
      HOLD_MAX_AGE_HOURS: String(retry.holdHours),
      ...request.computed(base, targets),
    },
  };
}

function seriesOf({ stage, names }: TopologyBase, { service, key, id }: RequestedFunction): Series {
  const { name } = service;
  const subject = service.alarmsByFunction === true ? id : name;
  return { subject, dimensions: { function: names.function(name, key), service: name, stage } };
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

/** The function by the clock, where `config/` asks for one. */
export function buildCleaner(
  services: readonly ServiceManifest[],
  { sections, base }: Pick<FunctionInput, 'sections' | 'base'>,
): Cleaner | undefined {
  const [request] = requestedSchedules(services, sections);
  if (request === undefined) return undefined;
  const { id, schedule, service } = request;
  return {
    service: service.name,
    key: service.handler,
    id,
    name: base.names.function(service.name, service.handler),
    roleName: base.names.role(id),
    settings: settingsOf(sections.stage, id),
    schedule,
    environment: {
      ...textsOf(mergeLayers(scheduleLayers(services, sections, base.stage, request))),
      STAGE: base.stage,
      POWERTOOLS_LOG_LEVEL: base.settings.logLevel,
    },
  };
}
