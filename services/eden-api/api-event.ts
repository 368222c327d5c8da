type Values = Readonly<Record<string, string | undefined>> | null;

/**
 * The fields that eden reads of an event of an API Gateway REST API, proxy integration. Any of them may be missing: a
 * sample for `sls invoke local` has only those that it is about.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export interface ApiEvent {
  readonly httpMethod: string;
  readonly path: string;
  /** The route, with its parameters in braces; null where none matched. */
  readonly resource?: string | null;
  readonly queryStringParameters?: Values;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly pathParameters?: Values;
  readonly headers?: Values;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  readonly requestContext?: {
    readonly requestId?: string;
    /** Epoch ms at which the gateway got the request. */
    readonly requestTimeEpoch?: number;
    readonly domainName?: string;
    /** The path with the stage or base path in front. */
    readonly path?: string;
    readonly identity?: { readonly apiKeyId?: string | null; readonly sourceIp?: string | null };
  };
}
