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
