import type { Cleaner, Topology } from '../topology/topology.ts';
import { sub } from './cloudformation.ts';
import type { FunctionBlock } from './function-block.ts';
import { callSearch, readSecrets, trace } from './statements.ts';

/** Everything about es-cleaner's function that follows from the topology. */
export function cleanerBlock(topology: Topology, cleaner: Cleaner): FunctionBlock {
  return {
    handler: 'handler.clean',
    description: 'Deletes the indices that are past their age',
    name: cleaner.name,
    memorySize: cleaner.settings.memoryMb,
    timeout: cleaner.settings.timeoutSeconds,
    environment: Object.fromEntries(Object.entries(cleaner.environment).map(([name, value]) => [name, sub(value)])),
    events: [{ schedule: { rate: [cleaner.schedule] } }],
    ...(cleaner.settings.vpc === undefined ? {} : { vpc: cleaner.settings.vpc }),
    iamRoleStatementsName: cleaner.roleName,
    iamRoleStatements: [
      ...callSearch(['Get', 'Delete'], cleaner),
      ...readSecrets(topology, cleaner),
      ...trace(topology),
    ],
  };
}
