import type { ValuesService } from '../../shared/deploy/manifest.ts';
import { arnHere } from '../../shared/deploy/template/cloudformation.ts';
import { type FunctionValues, NOTHING_UNUSED, type OwnValues } from '../../shared/deploy/template/values.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { parseConfig, VARIABLES } from './config.ts';
import { queueNameOf, taskResources } from './resources.ts';
import { runStatements } from './statements.ts';

const SERVICE = 'scheduled-tasks';
/** Listing the tasks and starting ten of them takes seconds; a call of ECS may be retried. */
const TIMEOUT_SECONDS = 60;
const MEMORY_MB = 256;

/** scheduled-tasks: two functions, and a schedule and a rule for each task, where there is a `config/tasks.yml`. */
export const scheduledTasks: ValuesService = {
  name: SERVICE,
  trigger: 'tasks',
  variables: VARIABLES,
  parseConfig,
  values: taskValues,
};

function taskValues(topology: Topology): OwnValues {
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
