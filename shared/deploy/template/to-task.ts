import { startedByOf, type Task } from '../../tasks/task.ts';
import type { ScheduledTask, Topology } from '../topology/topology.ts';

/** A task of `config/tasks.yml` as its schedule hands it to the function. */
export function toTask(topology: Topology, task: ScheduledTask): Task {
  const { container, command, cpu, memoryMb, spot, capacityProviderStrategy } = task;
  const strategy =
    spot === true ? [{ capacityProvider: 'FARGATE_SPOT', weight: 1, base: 0 }] : capacityProviderStrategy;
  return {
    name: task.name,
    startedBy: startedByOf(topology, task.name),
    cluster: task.targetClusterArn,
    taskDefinition: task.taskDefinitionArn,
    count: task.taskCount,
    subnets: task.subnetIds,
    securityGroups: task.securityGroupIds,
    assignPublicIp: task.assignPublicIp,
    platformVersion: task.platformVersion,
    ...(strategy === undefined ? {} : { capacityProviderStrategy: strategy }),
    ...(container === undefined ? {} : { container }),
    ...(command === undefined ? {} : { command }),
    environment: task.environment,
    ...(cpu === undefined ? {} : { cpu }),
    ...(memoryMb === undefined ? {} : { memoryMb }),
    tags: task.tags,
    overlap: task.overlap,
    reruns: task.onExit.reruns,
    okExitCodes: task.onExit.okExitCodes,
  };
}
