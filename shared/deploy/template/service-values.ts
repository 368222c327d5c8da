import type { ScheduledService, ServiceManifest, StreamService } from '../manifest.ts';
import type { Topology } from '../topology/topology.ts';
import { serviceAlarmResources } from './alarms.ts';
import { deletionPolicies, type Resources } from './cloudformation.ts';
import { mappingExtensions } from './event-source-mapping.ts';
import { consumerResources } from './fan-out.ts';
import {
  scheduledValues,
  splitVariables,
  streamValues,
  unusedScheduledValues,
  unusedStreamValues,
} from './function-values.ts';
import { oneRingResources } from './one-ring.ts';
import { type CommonValues, NOTHING_UNUSED, type ServiceValues, type StreamFunctionValues } from './values.ts';

/** The values of one service's serverless.yml. */
export function serviceValues(topology: Topology, service: ServiceManifest): ServiceValues {
  const values = valuesOf(topology, service);
  const resources = { ...values.resources, ...oneRingResources(topology, service.name, values.resources) };
  return { ...values, resources: topology.stage === 'local' ? withoutMetricMath(resources) : resources };
}

/** The local AWS knows neither alarms on expressions nor composite ones. */
function withoutMetricMath(resources: Resources): Resources {
  const known = Object.entries(resources).filter(
    ([, { Type, Properties }]) =>
      Type !== 'AWS::CloudWatch::CompositeAlarm' && !(Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties),
  );
  return Object.fromEntries(known);
}

function valuesOf(topology: Topology, service: ServiceManifest): ServiceValues {
  switch (service.trigger) {
    case 'stream':
      return streamServiceValues(topology, service);
    case 'schedule':
      return scheduledServiceValues(topology, service);
    case 'http':
    case 'tasks':
    case 'states':
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
    resources: {
      ...own,
      ...consumerResources(topology, requested, own),
      ...serviceAlarmResources(topology, requested),
    },
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
  const { DeletionPolicy, UpdateReplacePolicy } = deletionPolicies(settings.retain);
  return {
    stage,
    region,
    ...(settings.accountId === undefined ? {} : { accountId: settings.accountId }),
    tracing: settings.tracing === 'Active',
    logRetentionDays: settings.logRetentionDays,
    ...(Object.keys(settings.tags).length === 0 ? {} : { tags: settings.tags }),
    ...(settings.permissionsBoundary === undefined ? {} : { permissionsBoundary: settings.permissionsBoundary }),
    retain: settings.retain,
    deletionPolicy: DeletionPolicy,
    updateReplacePolicy: UpdateReplacePolicy,
  };
}
