import { timingSafeEqual } from 'node:crypto';

/** The parts of a request that decide whether it is answered. */
export interface AskedRequest {
  readonly method: string;
  /** The path as it was sent, without the query. */
  readonly path: string;
  readonly header: (name: string) => string | undefined;
}

/** Whether a request is answered, and with which route. */
export type Admission =
  | { readonly status: 'admitted'; readonly route: string }
  /** The address of the page without its last slash. */
  | { readonly status: 'moved'; readonly to: string }
  | { readonly status: 'refused'; readonly code: 403 | 404 | 415; readonly error: string };

/** Names of this machine: a site whose own name leads here (DNS rebinding) sends its name. The port may be a forwarded one. */
const OWN_HOST = /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/;
const BODY_TYPES = new Set(['application/json', 'application/octet-stream']);
const NO_TOKEN = 'not found: open the address that the command printed, with all that is behind its port';

/** Judges a request: from this machine's own page alone, and with the token of this run. */
export function admit(request: AskedRequest, token: string): Admission {
  const { method, path, header } = request;
  const host = header('host') ?? '';
  if (!OWN_HOST.test(host)) return refused(403, 'the Host of the request is not this machine');
  if (!isOwnOrigin(header('origin'), host)) return refused(403, 'the request is from another site');
  if (!isOwnFetch(request)) return refused(403, 'the request is from another site');
  const [, given = '', ...rest] = path.split('/');
  if (!isSame(given, token)) return refused(404, NO_TOKEN);
  if (rest.length === 0) return { status: 'moved', to: `/${token}/` };
  if (method === 'POST' && !BODY_TYPES.has(header('content-type')?.split(';')[0]?.trim() ?? '')) {
    return refused(415, `expected a content-type of ${[...BODY_TYPES].join(' or ')}`);
  }
  return { status: 'admitted', route: rest.join('/') };
}

function refused(code: 403 | 404 | 415, error: string): Admission {
  return { status: 'refused', code, error };
}

/** A browser sends the origin with what a page asks for; a person who types an address has none. */
function isOwnOrigin(origin: string | undefined, host: string): boolean {
  return origin === undefined || origin === `http://${host}`;
}

/** A link on another page may lead to the page; nothing else may be asked for from there. */
function isOwnFetch({ method, header }: AskedRequest): boolean {
  const site = header('sec-fetch-site');
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  return method === 'GET' && header('sec-fetch-mode') === 'navigate' && header('sec-fetch-dest') === 'document';
}

function isSame(given: string, token: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(token)];
  return one.length === other.length && timingSafeEqual(one, other);
}
