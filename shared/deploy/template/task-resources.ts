import { startedByOf } from '../../tasks/task.ts';
import type { ScheduledTask, Topology } from '../topology/topology.ts';
import { alarmResource } from './alarm-resource.ts';
import { arnHere, type Intrinsic, pascal, type Resource, type Resources } from './cloudformation.ts';
import { toTask } from './to-task.ts';

const SERVICE = 'scheduled-tasks';
/** An invocation that Lambda did not take is repeated. @see CreateSchedule and PutTargets, RetryPolicy: 0-185, 60-86400 s */
const RETRY_POLICY = { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 3600 };

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
    NotStartedQueuePolicy: queuePolicy(topology),
    ...Object.fromEntries(topology.tasks.map((task) => [`TaskSchedule${pascal(task.name)}`, schedule(topology, task)])),
    ...Object.fromEntries(topology.tasks.map((task) => [`TaskEnded${pascal(task.name)}`, endedRule(topology, task)])),
    ...alarms(topology),
  };
}

/** The name of the schedule group; those of schedules and rules begin with it. */
export function groupNameOf({ project, stage }: Topology): string {
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
        Input: `{"scheduledTime":"<aws.scheduler.scheduled-time>","task":${taskText(topology, task)}}`,
        RetryPolicy: RETRY_POLICY,
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
        detail: { lastStatus: ['STOPPED'], startedBy: [startedByOf(topology, task.name)] },
      },
      Targets: [
        {
          Id: 'ended',
          Arn: functionArn(topology, 'ended'),
          InputTransformer: {
            InputPathsMap: { detail: '$.detail' },
            InputTemplate: endedTemplate(topology, task),
          },
          RetryPolicy: RETRY_POLICY,
          DeadLetterConfig: { Arn: arnHere('sqs', queueNameOf(topology)) },
        },
      ],
    },
  };
}

/** The text of which EventBridge makes the event of `ended`. @see PutTargets, InputTemplate: at most 8,192 characters */
export function endedTemplate(topology: Topology, task: ScheduledTask): string {
  return `{"task": ${taskText(topology, task)}, "detail": <detail>}`;
}

/** JSON; a `<` of the task itself is written so that neither Scheduler nor EventBridge reads a placeholder. */
function taskText(topology: Topology, task: ScheduledTask): string {
  return JSON.stringify(toTask(topology, task)).replaceAll('<', '\\u003c');
}

/** The rules write events to the queue that they could not hand over; Scheduler does it by its role. */
function queuePolicy(topology: Topology): Resource {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: 'NotStartedQueue' }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arnHere('sqs', queueNameOf(topology)),
            Condition: { ArnLike: { 'aws:SourceArn': ruleArns(topology) } },
          },
        ],
      },
    },
  };
}

function ruleArns(topology: Topology): Intrinsic {
  return arnHere('events', `rule/${groupNameOf(topology)}-*`);
}

function endedPermission(topology: Topology): Resource {
  return {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      FunctionName: { 'Fn::GetAtt': ['EndedLambdaFunction', 'Arn'] },
      Action: 'lambda:InvokeFunction',
      Principal: 'events.amazonaws.com',
      SourceArn: ruleArns(topology),
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
        description: `Task ${name} failed or never ran, and no rerun is left, or a run before it does not end`,
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
