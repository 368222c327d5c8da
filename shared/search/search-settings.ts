import type { EnvReader } from '../settings/env-reader.ts';
import { parseSecretReference, SECRET_FORMS, type SecretReference } from '../settings/secret-reference.ts';
import { INDEX_INTERVALS, type IndexNaming, isLegalPrefix } from './index-name.ts';

/** Address and authentication of the engine. */
export interface SearchSettings {
  readonly url: string;
  readonly auth:
    | { readonly type: 'none' }
    | { readonly type: 'sigv4' }
    /** The secret contains `{"username": …, "password": …}`. */
    | { readonly type: 'basic'; readonly secret: SecretReference };
  readonly timeoutMs: number;
}

/** A name, an IPv4 or an IPv6 address. A list of hosts would be a legal URL, too. */
const ONE_HOST = /^([\w.-]+|\[[0-9a-f:.]+\])$/i;

/**
 * Reads `ES_HOST` (scheme and port optional, default https), `ES_AUTH`, `ES_BASIC_SECRET`, `ES_TIMEOUT_MS`.
 * `ES_TARGET=data_stream` and OpenSearch Serverless, which need another way of indexing, are refused.
 */
export function readSearchSettings(env: EnvReader): SearchSettings {
  const target = env.optionalText('ES_TARGET');
  if (target !== undefined && target !== 'index') {
    env.problem(`ES_TARGET: only plain indices (index) are supported yet, got ${JSON.stringify(target)}`);
  }
  const service = env.optionalText('ES_SERVICE');
  if (service !== undefined && service !== 'es') {
    env.problem(`ES_SERVICE: only domains (es) are supported yet, got ${JSON.stringify(service)}`);
  }
  return {
    url: readUrl(env),
    auth: readAuth(env),
    timeoutMs: env.integer('ES_TIMEOUT_MS', 30_000, { min: 100, max: 600_000 }),
  };
}

function readUrl(env: EnvReader): string {
  const host = env.text('ES_HOST');
  const url = toUrl(host);
  if (host !== '' && url === undefined) {
    env.problem(`ES_HOST: expected one [http(s)://]host[:port], without user or query, got ${describeHost(host)}`);
  }
  if (url?.hostname.endsWith('.aoss.amazonaws.com')) {
    env.problem(`ES_HOST: OpenSearch Serverless (${url.hostname}) is not supported yet, a domain is`);
  }
  return url?.href ?? '';
}

function toUrl(host: string): URL | undefined {
  const text = /^[a-z]+:\/\//i.test(host) ? host : `https://${host}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || !ONE_HOST.test(url.hostname)) return undefined;
  return [url.username, url.password, url.search, url.hash].every((part) => part === '') ? url : undefined;
}

/** The host may contain a login by mistake, which must not be logged. */
function describeHost(host: string): string {
  return host.includes('@') ? 'a text with an @' : JSON.stringify(host);
}

function readAuth(env: EnvReader): SearchSettings['auth'] {
  const type = env.oneOf('ES_AUTH', ['sigv4', 'basic', 'none'], 'sigv4');
  const secret = env.optionalText('ES_BASIC_SECRET');
  if (type !== 'basic') {
    if (secret !== undefined) env.problem(`ES_BASIC_SECRET: set, but ES_AUTH is ${type}: expected ES_AUTH=basic`);
    return { type };
  }
  const reference = secret === undefined ? undefined : parseSecretReference(secret);
  if (secret === undefined) env.problem('ES_BASIC_SECRET: required with ES_AUTH=basic, but not set');
  else if (reference === undefined) env.problem(`ES_BASIC_SECRET: expected ${SECRET_FORMS}, got something else`);
  return reference === undefined ? { type: 'none' } : { type, secret: reference };
}

/** Reads `INDEX_NAME_PREFIX` (optional) and `INDEX_INTERVAL`. */
export function readIndexNaming(env: EnvReader): IndexNaming {
  const prefix = env.text('INDEX_NAME_PREFIX', '');
  if (prefix !== '' && !isLegalPrefix(prefix)) {
    const rule = 'lower-case letters, digits and -_., beginning with a letter or digit, not ending in -, 100 at most';
    env.problem(`INDEX_NAME_PREFIX: expected ${rule}, got ${JSON.stringify(prefix)}`);
  }
  return { prefix, interval: env.oneOf('INDEX_INTERVAL', INDEX_INTERVALS, 'day') };
}
