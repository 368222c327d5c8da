import {
  GetFunctionConfigurationCommand,
  type LambdaClient,
  ListEventSourceMappingsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';

/** A function as it is deployed. */
export interface DeployedFunction {
  readonly variables: Readonly<Record<string, string>>;
  readonly mappings: readonly DeployedMapping[];
}

/** A mapping of a function. */
export interface DeployedMapping {
  readonly streamArn: string;
  /** `Enabled`, `Disabled`, `Updating`, … */
  readonly state: string;
  /** Why it has this state, and how its last poll ended, in the words of AWS. */
  readonly reason: string;
  readonly lastResult: string;
}

/** Looks at a function and its mappings; `undefined` where there is none. */
export async function describeFunction(lambda: LambdaClient, name: string): Promise<DeployedFunction | undefined> {
  try {
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
    const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName: name }));
    return {
      variables: Environment?.Variables ?? {},
      mappings: EventSourceMappings.map((mapping) => ({
        streamArn: mapping.EventSourceArn ?? '',
        state: mapping.State ?? 'unknown',
        reason: mapping.StateTransitionReason ?? '',
        lastResult: mapping.LastProcessingResult ?? '',
      })),
    };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
