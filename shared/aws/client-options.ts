import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Env } from '../settings/env-reader.ts';

/** A service of AWS as `AWS_ENDPOINT_URL_<SERVICE>` names it: `S3`, `SECRETS_MANAGER`. */
type AwsService = Uppercase<string>;

interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

interface ClientOptions {
  readonly region: string;
  readonly maxAttempts: number;
  readonly requestHandler: NodeHttpHandler;
  readonly endpoint?: string;
  readonly credentials?: () => Promise<Credentials>;
}

interface S3ClientOptions extends ClientOptions {
  readonly forcePathStyle?: boolean;
  readonly requestChecksumCalculation?: 'WHEN_REQUIRED';
  readonly responseChecksumValidation?: 'WHEN_REQUIRED';
}

/** Time to get a connection, in milliseconds: in a VPC without a route the first call must not eat the invocation. */
const CONNECT_TIMEOUT_MS = 1_000;

/** Where credentials can come from without asking the network for an instance role. */
const CREDENTIAL_SOURCES = [
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
];

/**
 * {@link createClientOptions} for S3. With an endpoint set, buckets are in the path and checksums are sent where an
 * operation requires them: emulators know no bucket host names, and not all know CRC32 trailers.
 * @see https://github.com/aws/aws-sdk-js-v3/issues/6810
 */
export function createS3ClientOptions(env: Env): S3ClientOptions {
  const options = createClientOptions(env, 'S3');
  if (!options.endpoint) return options;
  return {
    ...options,
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  };
}

/**
 * Options for an SDK client: no retries of its own (the pipeline retries what failed, alone), a bounded connect
 * time, the endpoint of an emulator where one is set, and HTTP/1.1 for all, Kinesis included.
 * @param service picks `AWS_ENDPOINT_URL_<SERVICE>`, which overrides `AWS_ENDPOINT_URL`.
 */
export function createClientOptions(env: Env, service: AwsService): ClientOptions {
  const endpoint = pickEndpoint(env, service);
  const credentials = pickCredentials(env);
  return {
    region: env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] || 'us-east-1',
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ connectionTimeout: CONNECT_TIMEOUT_MS }),
    ...(endpoint ? { endpoint } : {}),
    ...(credentials ? { credentials } : {}),
  };
}

function pickEndpoint(env: Env, service: AwsService): string | undefined {
  return env[`AWS_ENDPOINT_URL_${service}`] || env['AWS_ENDPOINT_URL'] || undefined;
}

/**
 * Lambda hands its credentials over in the environment. Where there are none, the SDK's own chain would ask the
 * instance metadata address and wait for it: one sentence now is worth more.
 */
function pickCredentials(env: Env): ClientOptions['credentials'] | undefined {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: token } = env;
  if (accessKeyId && secretAccessKey) {
    return async () => ({ accessKeyId, secretAccessKey, ...(token ? { sessionToken: token } : {}) });
  }
  if (CREDENTIAL_SOURCES.some((name) => env[name])) return undefined;
  return async () => {
    throw Object.assign(
      new Error('no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE'),
      { name: 'CredentialsProviderError' },
    );
  };
}
