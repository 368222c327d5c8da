import type { Topology } from '../topology/topology.ts';
import { arnHere } from './cloudformation.ts';
import { managedPolicyResources, splitStatements } from './role-policies.ts';
import { queueNameOf, taskResources } from './task-resources.ts';
import { runStatements } from './task-statements.ts';
import { type FunctionValues, NOTHING_UNUSED, type OwnValues } from './values.ts';

const SERVICE = 'scheduled-tasks';
/** Listing the tasks and starting ten of them takes seconds; a call of ECS may be retried. */
const TIMEOUT_SECONDS = 60;
const MEMORY_MB = 256;
const KEYS = ['start', 'ended'] as const;

/** The values of services/scheduled-tasks; all of it is unused where there is no task. */
export function taskValues(topology: Topology): OwnValues {
  const isUsed = topology.tasks.length > 0;
  const queueName = queueNameOf(topology);
  const policies = splitStatements(runStatements(topology));
  const managed = KEYS.map((key) =>
    managedPolicyResources({ key, roleName: roleName(topology, key) }, policies.managed),
  );
  return {
    functions: { start: functionValues(topology, 'start'), ended: functionValues(topology, 'ended') },
    more: { queueName, queueArn: arnHere('sqs', queueName) },
    resources: isUsed ? Object.assign(taskResources(topology), ...managed) : {},
    extensions: {},
    bundled: {},
    unused: isUsed ? NOTHING_UNUSED : { functions: ['*'], resources: ['*'], paths: [] },
  };
}

function functionValues(topology: Topology, key: (typeof KEYS)[number]): FunctionValues {
  return {
    name: topology.names.function(SERVICE, key),
    roleName: roleName(topology, key),
    memoryMb: MEMORY_MB,
    timeoutSeconds: TIMEOUT_SECONDS,
    environment: { STAGE: topology.stage, POWERTOOLS_LOG_LEVEL: topology.settings.logLevel },
    statements: splitStatements(runStatements(topology)).inline,
  };
}

function roleName({ names }: Topology, key: string): string {
  return names.role(`${SERVICE}-${key}`);
}
