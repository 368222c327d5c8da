import type { ScheduledService, ServiceManifest, StreamService } from '../manifest.ts';
import type { Topology } from '../topology/topology.ts';
import { serviceAlarmResources } from './alarms.ts';
import type { ServiceBlocks } from './blocks.ts';
import { mappingExtensions, scheduledBlock, streamBlock } from './function-block.ts';

/** The computed parts of one service's serverless.yml; without functions where `config/` asks for none. */
export function serviceBlocks(topology: Topology, service: ServiceManifest): ServiceBlocks {
  switch (service.trigger) {
    case 'stream':
      return streamServiceBlocks(topology, service);
    case 'schedule':
      return scheduledServiceBlocks(topology, service);
    case 'http':
      return service.blocks(topology);
  }
}

function streamServiceBlocks(topology: Topology, service: StreamService): ServiceBlocks {
  const functions = topology.functions.filter((fn) => fn.service === service.name);
  const own = service.resources?.(topology) ?? {};
  return {
    ...commonBlocks(topology),
    functions: Object.fromEntries(functions.map((fn) => [fn.key, streamBlock(topology, fn, service)])),
    resources: { ...own, ...serviceAlarmResources(topology, service.name, functions) },
    extensions: mappingExtensions(topology, functions, own),
  };
}

function scheduledServiceBlocks(topology: Topology, service: ScheduledService): ServiceBlocks {
  const { cleaner } = topology;
  const common = commonBlocks(topology);
  if (cleaner === undefined) return { ...common, functions: {}, resources: {}, extensions: {} };
  return {
    ...common,
    functions: { [cleaner.key]: scheduledBlock(topology, cleaner, service) },
    resources: service.resources(topology, cleaner),
    extensions: {},
  };
}

function commonBlocks({ stage, region, settings }: Topology) {
  return { stage, region, tracing: settings.tracing === 'Active', logRetentionDays: settings.logRetentionDays };
}
