import { type EnvChecks, showValue, type Values } from '../settings/env-reader.ts';
import type { SecretReference } from '../settings/secret-reference.ts';
import { integer, oneOf, parsed, required, secret } from '../settings/variable.ts';
import { isLegalPrefix } from './index-name.ts';

/** Address and authentication of the engine. */
export interface SearchSettings {
  readonly url: string;
  readonly auth:
    | { readonly type: 'none' }
    /** Signed for a domain (`es`), or for a collection of OpenSearch Serverless (`aoss`). */
    | { readonly type: 'sigv4'; readonly service: SearchService }
    /** The secret contains `{"username": …, "password": …}`. */
    | { readonly type: 'basic'; readonly secret: SecretReference };
  /** PEM certificates to trust; absent: the public CAs. */
  readonly ca: SecretReference | undefined;
  readonly timeoutMs: number;
}

/** Services of AWS that sign requests to an engine. */
const SEARCH_SERVICES = ['es', 'aoss'] as const;

export type SearchService = (typeof SEARCH_SERVICES)[number];

/** Days for which es-cleaner keeps an index, and beyond which es-sink takes no log. */
export const DEFAULT_AGE_DAYS = 60;

/** A name, an IPv4 or an IPv6 address. A list of hosts would be a legal URL, too. */
const ONE_HOST = /^([\w.-]+|\[[0-9a-f:.]+\])$/i;

const ONE_ADDRESS = 'one [http(s)://]host[:port], without user or query';

/** The id of a collection, the Region. */
const COLLECTION_HOST = /^[a-z0-9]+\.[a-z0-9-]+\.aoss\.amazonaws\.com$/;

/** Variables of the services that call the search engine: es-sink and es-cleaner. */
export const SEARCH_VARIABLES = {
  ES_HOST: required({
    allowed: ONE_ADDRESS,
    absent: '',
    parse: parseHost,
    meaning: 'Address of the engine; https where no scheme is given',
  }),
  ES_AUTH: oneOf(['sigv4', 'basic', 'none'], {
    default: 'sigv4',
    meaning: "How requests are authorized: signed with the function's role, with a login, or not",
  }),
  ES_BASIC_SECRET: secret({ meaning: 'With ES_AUTH=basic the login, a JSON object with username and password' }),
  ES_TLS_CA: secret({ unset: 'public CAs', meaning: 'PEM certificates to trust, where the engine has a private CA' }),
  ES_DOMAIN: parsed<string | undefined>({
    unset: 'from ES_HOST',
    allowed: 'the name of an OpenSearch Service domain',
    absent: undefined,
    parse: (name) => (/^[a-z][a-z0-9-]{2,27}$/.test(name) ? name : undefined),
    meaning: 'The domain that the role may call; needed where ES_HOST is a custom endpoint',
  }),
  ES_TIMEOUT_MS: integer({
    default: 30_000,
    min: 100,
    max: 600_000,
    meaning: 'Time for one request, to the last byte of its answer, in ms',
  }),
  ES_TARGET: oneOf(['index', 'data_stream'], {
    default: 'index',
    meaning: 'Whether logs go to indices, or to data streams that the engine divides itself',
  }),
  ES_SERVICE: oneOf(SEARCH_SERVICES, {
    default: 'es',
    meaning: 'Service in the signature of a request: a domain (es), or a collection of OpenSearch Serverless (aoss)',
  }),
  INDEX_NAME_PREFIX: parsed({
    allowed: 'lower-case letters, digits and -_., beginning with a letter or digit, not ending in -, 100 at most',
    absent: '',
    parse: (prefix) => (isLegalPrefix(prefix) ? prefix : undefined),
    meaning: 'Beginning of the names of indices, before a -',
  }),
};

/** The settings of {@link SEARCH_VARIABLES}, the names of indices left out. */
export function searchSettings(values: Values<typeof SEARCH_VARIABLES>, checks: EnvChecks): SearchSettings {
  const { ES_HOST: url, ES_TLS_CA: ca, ES_TIMEOUT_MS: timeoutMs } = values;
  if (checks.isSet('ES_TLS_CA') && url.startsWith('http:')) {
    checks.problem(['ES_TLS_CA'], 'set, but ES_HOST is http: expected https');
  }
  checkService(values, checks);
  return { url, auth: readAuth(values, checks), ca, timeoutMs };
}

/** The URL of an address; `undefined`: it is none. */
export function parseHost(host: string): string | undefined {
  return toUrl(host)?.href;
}

/** A collection is recognised by its host, and takes signed requests only. */
function checkService(values: Values<typeof SEARCH_VARIABLES>, { isSet, problem }: EnvChecks): void {
  const { ES_HOST: url, ES_SERVICE: service, ES_AUTH: auth, ES_TARGET: target } = values;
  const hostname = URL.canParse(url) ? new URL(url).hostname : '';
  const isCollection = hostname.endsWith('.aoss.amazonaws.com');
  if (isCollection && service !== 'aoss') {
    problem(['ES_SERVICE'], 'ES_HOST is a collection of OpenSearch Serverless: expected ES_SERVICE=aoss');
  }
  if (service !== 'aoss') return;
  if (!COLLECTION_HOST.test(hostname) && url !== '')
    problem(['ES_HOST'], `expected <id>.<Region>.aoss.amazonaws.com with ES_SERVICE=aoss, got ${showValue(url)}`);
  if (auth !== 'sigv4') problem(['ES_AUTH'], `OpenSearch Serverless takes sigv4 only, got ${showValue(auth)}`);
  if (isSet('ES_DOMAIN')) problem(['ES_DOMAIN'], 'set, but ES_SERVICE is aoss: a collection is no domain');
  if (target === 'data_stream') problem(['ES_TARGET'], 'OpenSearch Serverless has no data streams, got "data_stream"');
}

function toUrl(host: string): URL | undefined {
  const text = /^[a-z]+:\/\//i.test(host) ? host : `https://${host}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || !ONE_HOST.test(url.hostname)) return undefined;
  return [url.username, url.password, url.search, url.hash].every((part) => part === '') ? url : undefined;
}

function readAuth(values: Values<typeof SEARCH_VARIABLES>, { isSet, problem }: EnvChecks): SearchSettings['auth'] {
  const { ES_AUTH: type, ES_BASIC_SECRET: reference } = values;
  if (type !== 'basic') {
    if (isSet('ES_BASIC_SECRET')) problem(['ES_BASIC_SECRET'], `set, but ES_AUTH is ${type}: expected ES_AUTH=basic`);
    return type === 'none' ? { type } : { type, service: values.ES_SERVICE };
  }
  if (!isSet('ES_BASIC_SECRET')) problem(['ES_BASIC_SECRET'], 'required with ES_AUTH=basic, but not set');
  return reference === undefined ? { type: 'none' } : { type, secret: reference };
}
