/** How to reach a local AWS. */
export interface Connection {
  /** e.g. `http://127.0.0.1:41234` */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Folder with what each function prints, `<function>.log`; absent where the local AWS is not ours. */
  readonly functionLogs?: string;
}

/** Credentials of no account: no command here can reach a real one, whatever goes wrong. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

const AWS_DOMAINS = /(^|\.)(amazonaws\.com(\.cn)?|api\.aws|aws\.dev|amazonwebservices\.com(\.cn)?|on\.aws)$/;

/**
 * Says why an endpoint cannot be used as a local AWS, or `undefined` when it can.
 * @param endpoint what `AWS_ENDPOINT_URL` holds
 */
export function refuseEndpoint(endpoint: string): string | undefined {
  const url = URL.parse(endpoint);
  if (url === null)
    return `AWS_ENDPOINT_URL: expected a URL such as http://127.0.0.1:4566, got ${JSON.stringify(endpoint)}`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `AWS_ENDPOINT_URL: expected http or https, got ${JSON.stringify(endpoint)}`;
  }
  return AWS_DOMAINS.test(url.hostname.replace(/\.$/, ''))
    ? `AWS_ENDPOINT_URL is ${JSON.stringify(endpoint)}: that is AWS itself, and the local stack never touches a real account`
    : undefined;
}

/** The same as lines for a shell. */
export function exportLines(connection: Connection): string {
  return Object.entries(connectionEnv(connection))
    .map(([name, value]) => `export ${name}=${value}`)
    .join('\n');
}

/** The environment variables that lead any AWS tool to the local AWS, and to nothing else. */
export function connectionEnv(connection: Connection): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: connection.endpoint,
    AWS_REGION: connection.region,
    AWS_DEFAULT_REGION: connection.region,
    AWS_ACCESS_KEY_ID: connection.accessKeyId,
    AWS_SECRET_ACCESS_KEY: connection.secretAccessKey,
  };
}
