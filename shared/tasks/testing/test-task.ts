import type { Task } from '../task.ts';

/** The task of a test. */
export function testTask(more: Partial<Task> = {}): Task {
  return {
    name: 'nightly',
    startedBy: 'baikonur-scheduled-tasks/dev/nightly',
    cluster: 'default',
    taskDefinition: 'report',
    count: 1,
    subnets: ['subnet-0123456789abcdef0'],
    securityGroups: [],
    assignPublicIp: false,
    platformVersion: 'LATEST',
    environment: {},
    tags: {},
    overlap: 'allow',
    reruns: 0,
    okExitCodes: [0],
    ...more,
  };
}
