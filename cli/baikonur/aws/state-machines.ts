import { DescribeExecutionCommand, type SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';

/** The state of an execution. */
export interface Execution {
  readonly status: 'running' | 'succeeded' | 'failed';
  /** Why it failed, in the words of AWS. */
  readonly error?: string;
}

/** Executions of a state machine. */
export interface StateMachines {
  /** @returns the execution's ARN. */
  readonly start: (execution: {
    readonly stateMachineArn: string;
    readonly name: string;
    readonly input: object;
  }) => Promise<string>;
  readonly describe: (executionArn: string) => Promise<Execution>;
}

/** State machines of AWS Step Functions. */
export function createStateMachines(sfn: SFNClient): StateMachines {
  return {
    start: async ({ stateMachineArn, name, input }) => {
      const command = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
      return (await sfn.send(command)).executionArn ?? '';
    },
    describe: async (executionArn) => {
      const { status, error, cause } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status === 'RUNNING') return { status: 'running' };
      if (status === 'SUCCEEDED') return { status: 'succeeded' };
      const why = [error, cause].filter((part) => part !== undefined && part !== '').join(': ');
      return { status: 'failed', error: why === '' ? (status ?? 'unknown') : why };
    },
  };
}
