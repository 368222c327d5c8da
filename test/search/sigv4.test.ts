import { createHash } from 'node:crypto';
import { createSearchClient } from '../../shared/search/search-client.ts';
import type { AwsCredentials } from '../../shared/search/search-client-options.ts';
import { type SeenRequest, startScriptedEngine } from '../../shared/search/testing/scripted-engine.ts';
import { askPython } from './python-tools.ts';

const REGION = 'ap-northeast-1';
const KEYS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const CREDENTIALS: readonly AwsCredentials[] = [KEYS, { ...KEYS, sessionToken: 'FwoGZXIvYXdzE+/=token' }];

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<key>\w+)\/\d{8}\/(?<region>[\w-]+)\/(?<service>es|aoss)\/aws4_request, SignedHeaders=(?<names>[\w;-]+), Signature=(?<signature>\w{64})$/;

const REQUESTS = [
  {
    method: 'POST',
    path: '/_bulk',
    query: { filter_path: 'errors,items.*.status', timeout: '24000ms' },
    body: '{}\nö\n',
  },
  { method: 'POST', path: '/_mget', query: { _source_includes: 'log_type,log id,τ' }, body: '{"docs":[]}' },
  { method: 'GET', path: '/_cat/indices', query: { h: 'index,docs.count', bytes: 'b' } },
  { method: 'GET', path: '/_resolve/index/*', query: { expand_wildcards: 'all' } },
  { method: 'DELETE', path: `/${encodeURIComponent("logs-a%b$c'd(e)f!g=h@i;j&k[l]^m`n{o}~p-20260101")}` },
  { method: 'PUT', path: '/_index_template/baikonur-logs', body: Buffer.from('{}') },
] as const;

/** Input for botocore to sign the request that arrived: only the headers that were signed. */
function caseOf(request: SeenRequest, credentials: AwsCredentials) {
  const names = AUTHORIZATION.exec(String(request.headers.authorization))?.groups?.['names']?.split(';') ?? [];
  return {
    method: request.method,
    url: `http://${request.headers.host}${request.target}`,
    headers: Object.fromEntries(names.map((name) => [name, request.headers[name]])),
    body: request.body.toString('base64'),
    timestamp: request.headers['x-amz-date'],
    region: REGION,
    service: AUTHORIZATION.exec(String(request.headers.authorization))?.groups?.['service'],
    credentials: {
      access_key: credentials.accessKeyId,
      secret_key: credentials.secretAccessKey,
      token: credentials.sessionToken ?? null,
    },
  };
}

it('signs each request as botocore does', async () => {
  const engine = await startScriptedEngine(() => ({ status: 200, body: '{}' }));
  try {
    const cases: unknown[] = [];
    for (const [credentials, service] of CREDENTIALS.flatMap((one) => [[one, 'es'] as const, [one, 'aoss'] as const])) {
      const auth = { type: 'sigv4', service, region: REGION, getCredentials: async () => credentials } as const;
      const call = createSearchClient({ url: engine.url, auth, timeoutMs: 5_000 });
      for (const request of REQUESTS) {
        expect(await call(request)).toMatchObject({ status: 'answered', httpStatus: 200 });
        const seen = engine.requests.at(-1) as SeenRequest;
        const sha256 = createHash('sha256').update(seen.body).digest('hex');
        expect(seen.headers['x-amz-content-sha256']).toBe(sha256);
        expect(seen.headers['x-amz-security-token']).toBe(credentials.sessionToken);
        cases.push(caseOf(seen, credentials));
      }
    }
    const signatures = engine.requests.map(
      ({ headers }) => AUTHORIZATION.exec(String(headers.authorization))?.groups?.['signature'],
    );
    expect(signatures).toHaveLength(2 * REQUESTS.length * CREDENTIALS.length);
    expect(signatures).toEqual(await askPython('ask_botocore.py', cases));
  } finally {
    await engine.stop();
  }
}, 120_000);
