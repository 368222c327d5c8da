import type { Topology } from '../topology/topology.ts';
import { arnHere } from './cloudformation.ts';
import { queueNameOf, taskResources } from './task-resources.ts';
import { runStatements } from './task-statements.ts';
import { type FunctionValues, NOTHING_UNUSED, type OwnValues } from './values.ts';

const SERVICE = 'scheduled-tasks';
/** Listing the tasks and starting ten of them takes seconds; a call of ECS may be retried. */
const TIMEOUT_SECONDS = 60;
const MEMORY_MB = 256;

/** The values of services/scheduled-tasks; all of it is unused where there is no task. */
export function taskValues(topology: Topology): OwnValues {
  const isUsed = topology.tasks.length > 0;
  const queueName = queueNameOf(topology);
  return {
    functions: { start: functionValues(topology, 'start'), ended: functionValues(topology, 'ended') },
    more: { queueName, queueArn: arnHere('sqs', queueName) },
    resources: isUsed ? taskResources(topology) : {},
    extensions: {},
    bundled: {},
    unused: isUsed ? NOTHING_UNUSED : { functions: ['*'], resources: ['*'], paths: [] },
  };
}

function functionValues(topology: Topology, key: 'start' | 'ended'): FunctionValues {
  const id = `${SERVICE}-${key}`;
  return {
    name: topology.names.function(SERVICE, key),
    roleName: topology.names.role(id),
    memoryMb: MEMORY_MB,
    timeoutSeconds: TIMEOUT_SECONDS,
    environment: { STAGE: topology.stage, POWERTOOLS_LOG_LEVEL: topology.settings.logLevel },
    statements: runStatements(topology),
  };
}
