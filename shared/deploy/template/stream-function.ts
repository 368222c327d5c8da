import type { StreamFunctionValues } from './values.ts';

/**
 * A stream function as a serverless.yml says it, for a service whose functions are a list in `config/`. The other
 * services say the same in their own files.
 * @param handler e.g. `handler.forward`
 */
export function streamFunction(values: StreamFunctionValues, handler: string, description: string) {
  return {
    handler,
    description,
    name: values.name,
    memorySize: values.memoryMb,
    timeout: values.timeoutSeconds,
    environment: values.environment,
    ...(values.reservedConcurrency === undefined ? {} : { reservedConcurrency: values.reservedConcurrency }),
    ...(values.vpc === undefined ? {} : { vpc: values.vpc }),
    events: [
      {
        stream: {
          type: 'kinesis',
          arn: values.streamArn,
          enabled: values.pollStreams,
          batchSize: values.batchSize,
          batchWindow: values.batchWindowSeconds,
          parallelizationFactor: values.parallelization,
          startingPosition: values.startingPosition,
          bisectBatchOnFunctionError: values.bisect,
          maximumRetryAttempts: values.maximumRetryAttempts,
          maximumRecordAgeInSeconds: values.maximumRecordAgeSeconds,
          functionResponseType: 'ReportBatchItemFailures',
        },
      },
    ],
    iamRoleStatementsName: values.roleName,
    iamRoleStatements: values.statements,
  };
}
