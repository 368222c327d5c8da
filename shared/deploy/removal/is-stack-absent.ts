import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';

/**
 * Whether there is no stack of this name. Where AWS does not say so for certain it is `false`: the removal goes on, and its
 * errors are the framework's.
 */
export async function isStackAbsent(config: CloudFormationClientConfig, stackName: string): Promise<boolean> {
  const client = new CloudFormationClient(config);
  try {
    await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return false;
  } catch (error) {
    return error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
  } finally {
    client.destroy();
  }
}
