import type { IncomingHttpHeaders } from 'node:http';

/** One call to AWS, taken apart as far as rules and tests need it. */
export interface AwsRequest {
  /** Twelve digits: the access key is the account. */
  readonly account: string;
  /** The session token: tests tell runs apart by it. */
  readonly client: string;
  readonly region: string;
  readonly service: string;
  readonly action: string;
  readonly isMutating: boolean;
  readonly method: string;
  readonly path: string;
  readonly body: string;
  /** The JSON body; for the query protocol its parameters; for S3 and Route 53 nothing. */
  readonly input: Readonly<Record<string, unknown>>;
}

const REST_ACTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  s3: { GET: 'GetObject', PUT: 'PutObject', DELETE: 'DeleteObject', HEAD: 'HeadObject' },
};

/** Takes a signed request apart by its credential scope and its protocol. */
export function readRequest(method: string, path: string, headers: IncomingHttpHeaders, body: string): AwsRequest {
  const scope = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\//.exec(headers.authorization ?? '');
  const [, account = '123456789012', region = 'us-east-1', service = ''] = scope ?? [];
  const { action, input } = readAction({ method, path, service, body, target: String(headers['x-amz-target'] ?? '') });
  return {
    account,
    client: String(headers['x-amz-security-token'] ?? ''),
    region,
    service,
    action,
    isMutating: !/^(Describe|List|Get|Head|Scan|Query|BatchGet)/.test(action),
    method,
    path,
    body,
    input,
  };
}

function readAction(of: {
  readonly method: string;
  readonly path: string;
  readonly service: string;
  readonly body: string;
  readonly target: string;
}): { readonly action: string; readonly input: Readonly<Record<string, unknown>> } {
  if (of.target !== '') {
    return { action: of.target.split('.').at(-1) ?? '', input: JSON.parse(of.body || '{}') as Record<string, unknown> };
  }
  if (of.service === 'route53') return { action: route53Action(of.method, of.path), input: {} };
  if (of.service === 's3') return { action: s3Action(of.method, of.path), input: {} };
  const input = Object.fromEntries(new URLSearchParams(of.body));
  return { action: input.Action ?? '', input };
}

function route53Action(method: string, path: string): string {
  if (!path.includes('/rrset')) return method === 'POST' ? 'CreateHostedZone' : 'GetHostedZone';
  return method === 'POST' ? 'ChangeResourceRecordSets' : 'ListResourceRecordSets';
}

function s3Action(method: string, path: string): string {
  const isBucket = /^\/[^/?]+\/?(\?|$)/.test(path);
  if (path.includes('?tagging')) return `${method === 'GET' ? 'Get' : 'Put'}ObjectTagging`;
  return isBucket && method === 'PUT' ? 'CreateBucket' : (REST_ACTIONS.s3?.[method] ?? method);
}

/** The bucket of a path-style request. */
export function bucketOf(path: string): string {
  return /^\/([^/?]+)/.exec(path)?.[1] ?? '';
}

/** Values of a list in the query protocol: `Prefix.member.1`, `Prefix.member.2` … */
export function queryValues(input: Readonly<Record<string, unknown>>, pattern: RegExp): readonly string[] {
  return Object.entries(input).flatMap(([key, value]) => (pattern.test(key) ? [String(value)] : []));
}
