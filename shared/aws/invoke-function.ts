import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';

/** The end of an invocation. */
export type Invoked =
  | { readonly status: 'returned'; readonly payload: unknown }
  /** The function threw, died or ran into its time-out. */
  | { readonly status: 'failed'; readonly type: string; readonly message: string }
  /** Lambda did not start it, for now. */
  | { readonly status: 'throttled'; readonly error: string }
  /** There is no such function. */
  | { readonly status: 'missing' };

/** Invokes a function and waits for its answer. Rejects where no answer came: whether it ran is not known then. */
export type InvokeFunction = (functionName: string, payload: string) => Promise<Invoked>;

/** Refusals before the function starts. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */
const NOT_STARTED = new Set([
  ...['TooManyRequestsException', 'EC2ThrottledException', 'EC2UnexpectedException', 'ENILimitReachedException'],
  ...['EFSMountTimeoutException', 'KMSDisabledException', 'ResourceConflictException', 'ResourceNotReadyException'],
  ...['ServiceException', 'SnapStartNotReadyException', 'SubnetIPAddressLimitReachedException'],
]);

/** Words of a connection that was not made: nothing was sent. The last ones are those of the SDK's time-out. */
const NOT_CONNECTED = /\b(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)\b|did not establish a connection/;

/** Invocations by AWS Lambda. */
export function createInvokeFunction(lambda: LambdaClient): InvokeFunction {
  return async (functionName, payload) => {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: Buffer.from(payload) });
    try {
      const { FunctionError: functionError, Payload } = await lambda.send(command);
      const answer = parse(Payload?.transformToString() ?? '');
      if (functionError === undefined) return { status: 'returned', payload: answer };
      const { errorType = functionError, errorMessage = '' } = answer as { errorType?: string; errorMessage?: string };
      return { status: 'failed', type: errorType, message: errorMessage };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (error.name === 'ResourceNotFoundException') return { status: 'missing' };
      if (NOT_STARTED.has(error.name) || NOT_CONNECTED.test(error.message))
        return { status: 'throttled', error: `${error.name}: ${error.message}` };
      throw error;
    }
  };
}

/** The answer as an object, whatever it was. */
function parse(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}
