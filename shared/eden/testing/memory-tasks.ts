import type { EdenReads, EdenWrites } from '../aws/ports.ts';
import { type MemoryState, nextId } from './memory-state.ts';

type TaskPorts = Pick<EdenReads, 'describeTask' | 'listStartedTasks'> & Pick<EdenWrites, 'runTask' | 'stopTask'>;

/** Single tasks on a state in memory. A token that was used for another request is a conflict, as in ECS. */
export function createMemoryTasks(state: MemoryState): TaskPorts {
  return {
    runTask: async (request) => {
      const { clientToken: token = '', cluster = '', startedBy = '', taskDefinition } = request;
      const used = [...state.tasks].find(([, task]) => task.token === token);
      if (used !== undefined) {
        const [arn, task] = used;
        return task.taskDefinitionArn === taskDefinition ? { status: 'started', arn } : { status: 'already', arn };
      }
      const arn = `arn:aws:ecs:us-east-1:333333333333:task/${cluster}/${nextId(state)}`;
      const containers = (request.overrides?.containerOverrides ?? []).map(({ name }) => ({ name }));
      state.tasks.set(arn, {
        taskArn: arn,
        lastStatus: 'RUNNING',
        startedBy,
        taskDefinitionArn: taskDefinition,
        containers,
        token,
      });
      return { status: 'started', arn };
    },
    stopTask: async ({ arn, reason }) => {
      const task = state.tasks.get(arn);
      if (task !== undefined) state.tasks.set(arn, { ...task, lastStatus: 'STOPPED', stoppedReason: reason });
    },
    listStartedTasks: async ({ startedBy }) =>
      [...state.tasks.values()]
        .filter((task) => task.startedBy === startedBy && task.lastStatus === 'RUNNING')
        .map(({ taskArn = '' }) => taskArn),
    describeTask: async ({ arn }) => structuredClone(state.tasks.get(arn)),
  };
}
