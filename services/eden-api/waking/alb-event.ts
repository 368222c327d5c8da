/** A request as an ALB hands it to a function. @see https://docs.aws.amazon.com/lambda/latest/dg/services-alb.html */
export interface AlbEvent {
  readonly httpMethod: string;
  readonly path: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>> | null;
}

/** The answer that an ALB sends on. */
export interface AlbAnswer {
  readonly statusCode: number;
  readonly statusDescription: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/** The host that was asked for, without a port, in lower case. */
export function hostOf({ headers }: AlbEvent): string {
  return (headers?.['host'] ?? '').replace(/:\d+$/, '').toLowerCase();
}

/** Whether the client shows pages: browsers name HTML, clients of APIs do not. */
export function wantsPage({ headers }: AlbEvent): boolean {
  return (headers?.['accept'] ?? '').includes('text/html');
}
