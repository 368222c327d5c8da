import { partitionOf } from '../topology/partition.ts';
import type { Topology } from '../topology/topology.ts';
import { arnHere, bucketArn, type Intrinsic, type Resource, type Resources } from './cloudformation.ts';
import { allow, type Statement, useKey } from './statements.ts';

const SERVICE = 'operator';
/** Units that may fail before the state machine stops: the cause is no single unit. */
const TOLERATED_FAILURES = 3;
/** Answers of Lambda after which the function did not run. @see Step Functions developer guide, "Handle transient Lambda service exceptions" */
const NOT_STARTED = ['Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'Lambda.SdkClientException'];

/** The name of the state machine. @see CreateStateMachine: 1 to 80 characters */
export function stateMachineName({ names }: Pick<Topology, 'names'>): string {
  return names.function(SERVICE, 'put-back');
}

/** The state machine, and the role that it works with. */
export function operatorResources(topology: Topology): Resources {
  return {
    PutBackRole: role(topology),
    PutBack: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: stateMachineName(topology),
        StateMachineType: 'STANDARD',
        RoleArn: { 'Fn::GetAtt': ['PutBackRole', 'Arn'] },
        DefinitionString: JSON.stringify(definition(topology)),
        DefinitionSubstitutions: { WorkArn: workArn(topology) },
      },
    },
  };
}

/** A unit for each item of the manifest that the command wrote; each has as many invocations as it needs. */
export function definition({ settings, region }: Pick<Topology, 'settings' | 'region'>) {
  const call = (name: string): string => `arn:${partitionOf(region)}:states:::${name}`;
  return {
    Comment: 'Puts dead letters or logs of the archive back (baikonur --on-aws)',
    StartAt: 'Units',
    States: {
      Units: {
        Type: 'Map',
        Label: 'Units',
        ItemReader: {
          Resource: call('s3:getObject'),
          ReaderConfig: { InputType: 'JSON' },
          Parameters: { 'Bucket.$': '$.bucket', 'Key.$': '$.manifest' },
        },
        ItemSelector: { 'run.$': '$.run', 'work.$': '$.work', 'item.$': '$$.Map.Item.Value' },
        MaxConcurrency: settings.operator?.concurrency ?? 1,
        ToleratedFailureCount: TOLERATED_FAILURES,
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          StartAt: 'Work',
          States: unitStates(call('lambda:invoke')),
        },
        ResultPath: null,
        End: true,
      },
    },
  };
}

function unitStates(invoke: string) {
  return {
    Work: {
      Type: 'Task',
      Resource: invoke,
      // biome-ignore lint/suspicious/noTemplateCurlyInString: replaced by DefinitionSubstitutions
      Parameters: { FunctionName: '${WorkArn}', 'Payload.$': '$' },
      ResultSelector: { 'isUnfinished.$': '$.Payload.isUnfinished' },
      ResultPath: '$.answer',
      Retry: [
        { ErrorEquals: NOT_STARTED, IntervalSeconds: 5, MaxAttempts: 6, BackoffRate: 2 },
        // The destination is away: the unit has tried it.
        { ErrorEquals: ['StoppedError'], MaxAttempts: 0 },
        // It died: its receipts say how far it was.
        { ErrorEquals: ['States.TaskFailed'], IntervalSeconds: 10, MaxAttempts: 1, BackoffRate: 2 },
      ],
      Next: 'IsUnfinished',
    },
    IsUnfinished: {
      Type: 'Choice',
      Choices: [{ Variable: '$.answer.isUnfinished', BooleanEquals: true, Next: 'Work' }],
      Default: 'Done',
    },
    Done: { Type: 'Succeed' },
  };
}

function workArn({ names }: Topology): Intrinsic {
  return arnHere('lambda', `function:${names.function(SERVICE, 'work')}`);
}

function role(topology: Topology): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: topology.names.role(`${SERVICE}-put-back`),
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'states.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'put-back',
          PolicyDocument: { Version: '2012-10-17', Statement: roleStatements(topology) },
        },
      ],
    },
  };
}

/** @see Step Functions developer guide, "IAM policies for using Distributed Map states" */
function roleStatements(topology: Topology): readonly Statement[] {
  const { deadLetterBucket, settings } = topology;
  const { prefix } = settings.deadLetters;
  const name = stateMachineName(topology);
  const manifests = [prefix, '_on-aws/*'].filter((part) => part !== '').join('/');
  return [
    allow(['lambda:InvokeFunction'], [workArn(topology)]),
    allow(['s3:GetObject'], [bucketArn(deadLetterBucket, manifests)]),
    ...useKey('s3', deadLetterBucket.kmsKey, ['kms:Decrypt']),
    allow(['states:StartExecution'], [arnHere('states', `stateMachine:${name}`)]),
    allow(
      ['states:DescribeExecution', 'states:StopExecution'],
      [
        arnHere('states', `execution:${name}:*`),
        // Of the units, each an execution of its own.
        arnHere('states', `execution:${name}/*`),
      ],
    ),
  ];
}
