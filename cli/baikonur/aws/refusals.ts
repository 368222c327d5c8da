import { OPERATIONS } from './operations.ts';

/** A call that was made. */
export interface Call {
  /** Service and command of the SDK: `S3 GetObject`. */
  readonly operation: string;
  readonly input: object;
}

/** Errors by which AWS says that the caller has no right; S3 answers HEAD without a body, by the status alone. */
const DENIED = new Set([
  ...['AccessDenied', 'AccessDeniedException', 'AccessDeniedFault', 'UnauthorizedOperation', 'AuthorizationError'],
  ...['UnauthorizedException', 'Forbidden', '403'],
]);
/** Errors about the credentials themselves. */
const NO_CALLER = new Set([
  ...['ExpiredToken', 'ExpiredTokenException', 'InvalidAccessKeyId', 'InvalidClientTokenId', 'SignatureDoesNotMatch'],
  ...['UnrecognizedClientException', 'InvalidSignatureException', 'AuthFailure', 'IncompleteSignature'],
]);
/** Fields of an input that name its resource, the first one that is there. */
const NAMES = [
  ...['StreamARN', 'StreamName', 'FunctionName', 'TableName', 'logGroupName', 'EventSourceArn', 'AlarmNamePrefix'],
  ...['LayerName', 'StackName', 'stateMachineArn', 'DeliveryStreamName', 'RoleName', 'taskDefinition', 'cluster'],
];

/** Where the rights of the operator's commands are. */
const OPERATOR_RIGHTS = 'docs/operator-policy.json';

/**
 * A refusal of AWS for want of a right, or for the credentials, as one sentence; `undefined`: it is another error.
 * @param rights the page or file that has the rights of the command
 */
export function refusalOf(
  error: unknown,
  { operation, input }: Call,
  rights: string = OPERATOR_RIGHTS,
): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if (NO_CALLER.has(error.name))
    return `AWS does not accept the credentials (${error.name}): sign in again, or see AWS_PROFILE and AWS_ACCESS_KEY_ID`;
  if (!DENIED.has(error.name)) return undefined;
  const action = OPERATIONS[operation]?.action ?? actionOf(operation);
  const key = /kms:\w+/.exec(error.message)?.[0];
  const role = /iam:PassRole on resource: (\S+)/.exec(error.message)?.[1];
  const also = key !== undefined ? ` (${key} on its key)` : role !== undefined ? ` (iam:PassRole on ${role})` : '';
  return `no right to ${action} on ${resourceOf(input)}${also}; ${rights} has the rights that are needed`;
}

/** `ecs:RunTask` of `ECS RunTask`: most services have the same name in actions as in the SDK. */
function actionOf(operation: string): string {
  const [command = '', ...service] = operation.split(' ').toReversed();
  const name = service.toReversed().join('').toLowerCase();
  return `${name === 'cloudwatchlogs' ? 'logs' : name}:${command}`;
}

/** A bucket that is not there, as one sentence: S3's own names none. `undefined`: it is another error. */
export function goneOf(error: unknown, { operation, input }: Call): string | undefined {
  // Whoever asks whether a bucket is there takes the answer itself.
  if (!(error instanceof Error) || error.name !== 'NoSuchBucket' || operation === 'S3 HeadBucket') return undefined;
  return `there is no bucket ${String(Reflect.get(input, 'Bucket'))}: is the stage deployed, in this Region and account? docs/deploy.md`;
}

/** Errors of a connection that was never made. */
const UNREACHABLE = /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/;

/**
 * An endpoint that cannot be reached, as one sentence with what to look at next; `undefined`: it is another error.
 * @param endpoint that AWS_ENDPOINT_URL or the local stack gives; absent: AWS itself
 */
export function unreachableOf(error: unknown, endpoint: string | undefined): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code !== 'string' || !UNREACHABLE.test(code)) return undefined;
  return endpoint
    ? `nothing answers at ${endpoint} (${code}): \`npm run local -- status\` says what is up here; see AWS_ENDPOINT_URL, too`
    : `AWS cannot be reached (${error.message}): see the network, a proxy, and the Region`;
}

/** The resource of a call in words: an object, a bucket, a stream, a function. */
function resourceOf(input: object): string {
  const text = (name: string): string | undefined => {
    const value: unknown = Reflect.get(input, name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const bucket = text('Bucket');
  const key = text('Key') ?? text('Prefix');
  if (bucket !== undefined) return `s3://${bucket}${key === undefined ? '' : `/${key}`}`;
  return NAMES.map(text).find((name) => name !== undefined) ?? 'any resource (*)';
}
