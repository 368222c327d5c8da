import type { Topology } from '../topology/topology.ts';
import { arnHere, bucketArn } from './cloudformation.ts';
import { operatorResources } from './operator-resources.ts';
import { allow, type Statement, trace, useKey } from './statements.ts';
import { NOTHING_UNUSED, type OwnValues } from './values.ts';

const SERVICE = 'operator';
/** The longest there is: a unit goes on with another invocation. */
const TIMEOUT_SECONDS = 900;
const MEMORY_MB = 512;

/** The values of services/operator; all of it is unused where the stage file has no `operator`. */
export function operatorValues(topology: Topology): OwnValues {
  const { names, stage, settings, deadLetterBucket } = topology;
  const isUsed = settings.operator !== undefined;
  const environment = {
    STAGE: stage,
    FAILED_LOG_S3_BUCKET: { 'Fn::Sub': deadLetterBucket.name },
    FAILED_LOG_S3_PREFIX: settings.deadLetters.prefix,
    POWERTOOLS_LOG_LEVEL: settings.logLevel,
  };
  return {
    functions: {
      work: {
        name: names.function(SERVICE, 'work'),
        roleName: names.role(`${SERVICE}-work`),
        memoryMb: MEMORY_MB,
        timeoutSeconds: TIMEOUT_SECONDS,
        environment,
        statements: workStatements(topology),
      },
    },
    more: {},
    resources: isUsed ? operatorResources(topology) : {},
    extensions: {},
    bundled: {},
    unused: isUsed ? NOTHING_UNUSED : { functions: ['*'], resources: ['*'], paths: [] },
  };
}

/** Those of a person who puts logs back: docs/operator-policy.json. */
function workStatements(topology: Topology): readonly Statement[] {
  const { deadLetterBucket, archiveBucket, functions } = topology;
  const buckets = [deadLetterBucket, archiveBucket];
  const names = functions.map(({ name }) => arnHere('lambda', `function:${name}`));
  const keys = new Set(buckets.flatMap(({ kmsKey }) => kmsKey ?? []));
  return [
    allow(
      ['s3:GetObject'],
      buckets.map((bucket) => bucketArn(bucket, '*')),
    ),
    // Without it a missing object's answer is 403.
    allow(
      ['s3:ListBucket'],
      buckets.map((bucket) => bucketArn(bucket)),
    ),
    allow(['s3:PutObject', 's3:DeleteObject'], bucketArn(deadLetterBucket, '*')),
    ...(names.length === 0 ? [] : [allow(['lambda:InvokeFunction'], names)]),
    ...[...keys].flatMap((key) => useKey('s3', key, ['kms:GenerateDataKey', 'kms:Decrypt'])),
    ...trace(topology),
  ];
}
