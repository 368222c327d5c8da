import { startedByOf } from '../../tasks/task.ts';
import type { ScheduledTask, Topology } from '../topology/topology.ts';
import { alarmResource } from './alarm-resource.ts';
import { arnHere, type Intrinsic, pascal, type Resource, type Resources } from './cloudformation.ts';
import { toTask } from './to-task.ts';

const SERVICE = 'scheduled-tasks';
/** Scheduler repeats an invocation that Lambda did not take. @see CreateSchedule, RetryPolicy: 0-185, 60-86400 s */
const SCHEDULER_RETRIES = 185;
const SCHEDULER_RETRY_SECONDS = 3600;

/** The queue of runs that were not started. */
export function queueNameOf({ names }: Topology): string {
  return names.function(SERVICE, 'not-started');
}

/** Schedules, rules, their rights, and the alarms of all tasks. */
export function taskResources(topology: Topology): Resources {
  return {
    ScheduleGroup: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: groupNameOf(topology) } },
    SchedulerRole: schedulerRole(topology),
    EndedPermission: endedPermission(topology),
    ...Object.fromEntries(topology.tasks.map((task) => [`Schedule${pascal(task.name)}`, schedule(topology, task)])),
    ...Object.fromEntries(topology.tasks.map((task) => [`Ended${pascal(task.name)}`, endedRule(topology, task)])),
    ...alarms(topology),
  };
}

function groupNameOf({ project, stage }: Topology): string {
  return `${project}-${stage}-tasks`;
}

/** Scheduler may invoke the function, and write to the queue what it could not hand over. */
function schedulerRole(topology: Topology): Resource {
  const queueArn = arnHere('sqs', queueNameOf(topology));
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: topology.names.role(`${SERVICE}-schedules`),
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'start',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn(topology, 'start') },
              { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn },
            ],
          },
        },
      ],
    },
  };
}

function functionArn({ names }: Topology, key: string): Intrinsic {
  return arnHere('lambda', `function:${names.function(SERVICE, key)}`);
}

function schedule(topology: Topology, task: ScheduledTask): Resource {
  const { name, scheduleExpression, timezone, flexibleMinutes, start, end, isEnabled } = task;
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Name: `${groupNameOf(topology)}-${name}`,
      GroupName: { Ref: 'ScheduleGroup' },
      Description: `Starts ${task.taskDefinitionArn}`.slice(0, 512),
      ScheduleExpression: scheduleExpression,
      ScheduleExpressionTimezone: timezone,
      State: isEnabled ? 'ENABLED' : 'DISABLED',
      FlexibleTimeWindow:
        flexibleMinutes === undefined ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: flexibleMinutes },
      ...(start === undefined ? {} : { StartDate: new Date(start).toISOString() }),
      ...(end === undefined ? {} : { EndDate: new Date(end).toISOString() }),
      Target: {
        Arn: functionArn(topology, 'start'),
        RoleArn: { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] },
        // The name of the run: its retries have the same.
        Input: JSON.stringify({ scheduledTime: '<aws.scheduler.scheduled-time>', task: toTask(task) }),
        RetryPolicy: {
          MaximumRetryAttempts: SCHEDULER_RETRIES,
          MaximumEventAgeInSeconds: SCHEDULER_RETRY_SECONDS,
        },
        DeadLetterConfig: { Arn: arnHere('sqs', queueNameOf(topology)) },
      },
    },
  };
}

/** A stopped task of this name, with the task as it is configured. */
function endedRule(topology: Topology, task: ScheduledTask): Resource {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      Name: `${groupNameOf(topology)}-${task.name}`,
      Description: `A task of ${task.name} stopped`,
      EventPattern: {
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: { lastStatus: ['STOPPED'], startedBy: [startedByOf(topology.stage, task.name)] },
      },
      Targets: [
        {
          Id: 'ended',
          Arn: functionArn(topology, 'ended'),
          InputTransformer: {
            InputPathsMap: { detail: '$.detail' },
            InputTemplate: endedTemplate(task),
          },
        },
      ],
    },
  };
}

/** EventBridge fills in `<detail>`; a `<` of the task itself is written so that it is no placeholder. */
function endedTemplate(task: ScheduledTask): string {
  return `{"task": ${JSON.stringify(toTask(task)).replaceAll('<', '\\u003c')}, "detail": <detail>}`;
}

function endedPermission(topology: Topology): Resource {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['EndedLambdaFunction', 'Arn'] },
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: arnHere('events', `rule/${groupNameOf(topology)}-*`),
    },
  };
}

function alarms(topology: Topology): Resources {
  const { stage, tasks } = topology;
  return Object.fromEntries([
    ...tasks.map(({ name }) =>
      alarmResource(topology, `task-${name}`, 'failed', {
        namespace: 'Baikonur',
        dimensions: { service: SERVICE, stage, task: name },
        description: `A run of task ${name} failed, or its container never ran, and no rerun is left`,
        metric: 'TaskRunsFailed',
        statistic: 'Sum',
        above: 0,
      }),
    ),
    alarmResource(topology, SERVICE, 'not-started', {
      namespace: 'AWS/SQS',
      dimensions: { QueueName: queueNameOf(topology) },
      description: 'Runs of tasks were not started after all tries; the queue has them',
      metric: 'ApproximateNumberOfMessagesVisible',
      statistic: 'Maximum',
      above: 0,
    }),
  ]);
}
