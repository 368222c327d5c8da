import type { ScheduledService, ServiceManifest, StreamService } from '../manifest.ts';
import type { Topology } from '../topology/topology.ts';
import { serviceAlarmResources } from './alarms.ts';
import { deletionPolicies } from './cloudformation.ts';
import { mappingExtensions } from './event-source-mapping.ts';
import {
  scheduledValues,
  splitVariables,
  streamValues,
  unusedScheduledValues,
  unusedStreamValues,
} from './function-values.ts';
import { type CommonValues, NOTHING_UNUSED, type ServiceValues, type StreamFunctionValues } from './values.ts';

/** The values of one service's serverless.yml. */
export function serviceValues(topology: Topology, service: ServiceManifest): ServiceValues {
  switch (service.trigger) {
    case 'stream':
      return streamServiceValues(topology, service);
    case 'schedule':
      return scheduledServiceValues(topology, service);
    case 'http':
      return { ...commonValues(topology), ...service.values(topology) };
  }
}

function streamServiceValues(topology: Topology, service: StreamService): ServiceValues {
  const requested = topology.functions.filter((fn) => fn.service === service.name);
  const own = service.resources?.(topology) ?? {};
  const isUnused = requested.length === 0 && service.isSink;
  const functions: Readonly<Record<string, StreamFunctionValues>> = isUnused
    ? { [service.handler]: unusedStreamValues(topology, service.name, service.handler) }
    : Object.fromEntries(requested.map((fn) => [fn.key, streamValues(topology, fn, service)]));
  return {
    ...commonValues(topology),
    functions,
    more: service.values?.(topology, functions) ?? {},
    resources: { ...own, ...serviceAlarmResources(topology, service.name, requested) },
    extensions: mappingExtensions(topology, requested, own),
    bundled: Object.assign({}, ...requested.map((fn) => splitVariables(service, fn.environment).ofBundle)),
    unused: isUnused ? { ...NOTHING_UNUSED, functions: [service.handler] } : NOTHING_UNUSED,
  };
}

function scheduledServiceValues(topology: Topology, service: ScheduledService): ServiceValues {
  const { cleaner } = topology;
  const { name, handler } = service;
  const common = { ...commonValues(topology), more: {}, extensions: {}, bundled: {} };
  if (cleaner === undefined) {
    return {
      ...common,
      functions: { [handler]: unusedScheduledValues(topology, name, handler) },
      resources: {},
      unused: { ...NOTHING_UNUSED, functions: [handler] },
    };
  }
  return {
    ...common,
    functions: { [cleaner.key]: scheduledValues(topology, cleaner, service) },
    resources: service.resources(topology, cleaner),
    unused: NOTHING_UNUSED,
  };
}

function commonValues({ stage, region, settings }: Topology): CommonValues {
  return {
    stage,
    region,
    tracing: settings.tracing === 'Active',
    logRetentionDays: settings.logRetentionDays,
    ...(Object.keys(settings.tags).length === 0 ? {} : { tags: settings.tags }),
    ...(settings.permissionsBoundary === undefined ? {} : { permissionsBoundary: settings.permissionsBoundary }),
    retain: settings.retain,
    deletionPolicy: deletionPolicies(settings.retain).DeletionPolicy,
  };
}
