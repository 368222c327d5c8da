import type { ScheduledService, ServiceManifest, StreamService } from '../manifest.ts';
import type { FunctionSettings } from '../topology/schema/stage.ts';
import type { Cleaner, StreamFunction, Topology } from '../topology/topology.ts';
import { sub } from './cloudformation.ts';
import { joinedStreamArn } from './event-source-mapping.ts';
import { commonStatements, trace } from './statements.ts';
import type { FunctionValues, ScheduledFunctionValues, StreamFunctionValues } from './values.ts';

type Vars<T> = Readonly<Record<string, T>>;

/** Sources of the values of all functions. */
type Settled = Pick<StreamFunction, 'name' | 'roleName' | 'settings' | 'environment'>;

/** Values of a stream function. */
export function streamValues(topology: Topology, fn: StreamFunction, service: StreamService): StreamFunctionValues {
  return {
    ...settledValues({ ...fn, environment: splitVariables(service, fn.environment).ofLambda }),
    ...mappingValues(topology, fn.settings),
    source: fn.source.key,
    streamArn: joinedStreamArn(fn.source.name),
    maximumRetryAttempts: fn.retry.maximumRetryAttempts,
    maximumRecordAgeSeconds: fn.retry.maximumRecordAgeSeconds,
    statements: [...commonStatements(topology, fn), ...service.grants(topology, fn)],
  };
}

/** Variables that Lambda keeps, and those that are put into the bundle. */
export function splitVariables<T>({ bundled = [] }: Pick<ServiceManifest, 'bundled'>, environment: Vars<T>) {
  const pick = (isBundled: boolean): Vars<T> =>
    Object.fromEntries(Object.entries(environment).filter(([name]) => bundled.includes(name) === isBundled));
  return { ofLambda: pick(false), ofBundle: pick(true) };
}

/** Values of a function that runs by the clock. */
export function scheduledValues(topology: Topology, fn: Cleaner, service: ScheduledService): ScheduledFunctionValues {
  return {
    ...settledValues(fn),
    schedule: fn.schedule,
    statements: [...service.grants(topology, fn), ...trace(topology)],
  };
}

/** Values of a sink that `config/` does not use: its function is left out. */
export function unusedStreamValues(topology: Topology, service: string, key: string): StreamFunctionValues {
  const settled = unusedFunction(topology, service, key);
  return {
    ...settledValues(settled),
    ...mappingValues(topology, settled.settings),
    source: 'none',
    streamArn: joinedStreamArn('none'),
    maximumRetryAttempts: 0,
    maximumRecordAgeSeconds: 60,
    statements: [],
  };
}

/** The same for a function that runs by the clock. */
export function unusedScheduledValues(topology: Topology, service: string, key: string): ScheduledFunctionValues {
  return { ...settledValues(unusedFunction(topology, service, key)), schedule: 'rate(1 day)', statements: [] };
}

function unusedFunction({ names, settings }: Topology, service: string, key: string): Settled {
  return {
    name: names.function(service, key),
    roleName: names.role(`${service}-${key}`),
    settings: settings.functions.default,
    environment: {},
  };
}

function settledValues({ name, roleName, settings, environment }: Settled) {
  return {
    name,
    roleName,
    memoryMb: settings.memoryMb,
    timeoutSeconds: settings.timeoutSeconds,
    environment: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, sub(value)])),
    ...(settings.reservedConcurrency === undefined ? {} : { reservedConcurrency: settings.reservedConcurrency }),
    ...(settings.vpc === undefined ? {} : { vpc: settings.vpc }),
  } satisfies Omit<FunctionValues, 'statements'>;
}

function mappingValues({ settings: { pollStreams } }: Topology, settings: FunctionSettings) {
  const { batchSize, batchWindowSeconds, parallelization, startingPosition, bisect } = settings;
  return { pollStreams, batchSize, batchWindowSeconds, parallelization, startingPosition, bisect };
}
