import { type EnvChecks, showValue, type Values } from '../settings/env-reader.ts';
import type { SecretReference } from '../settings/secret-reference.ts';
import { integer, oneOf, parsed, required, secret, type VariableReport } from '../settings/variable.ts';
import { isLegalPrefix } from './index-name.ts';

/** Address and authentication of the engine. */
export interface SearchSettings {
  readonly url: string;
  readonly auth:
    | { readonly type: 'none' }
    | { readonly type: 'sigv4' }
    /** The secret contains `{"username": …, "password": …}`. */
    | { readonly type: 'basic'; readonly secret: SecretReference };
  /** PEM certificates to trust; absent: the public CAs. */
  readonly ca: SecretReference | undefined;
  readonly timeoutMs: number;
}

/** Days for which es-cleaner keeps an index, and beyond which es-sink takes no log. */
export const DEFAULT_AGE_DAYS = 60;

/** A name, an IPv4 or an IPv6 address. A list of hosts would be a legal URL, too. */
const ONE_HOST = /^([\w.-]+|\[[0-9a-f:.]+\])$/i;

const ONE_ADDRESS = 'one [http(s)://]host[:port], without user or query';

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
  ES_SERVICE: onlyValue('es', 'only domains (es) are supported yet', 'Service in the signature of a request'),
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
  return { url, auth: readAuth(values, checks), ca, timeoutMs };
}

/** A setting whose other values are refused by name until they are supported. */
function onlyValue(value: string, rule: string, meaning: string) {
  return parsed({
    meaning,
    unset: value,
    allowed: value,
    absent: value,
    parse: (text, { problem }) => {
      if (text !== value) problem(`${rule}, got ${showValue(text)}`);
      return value;
    },
  });
}

function parseHost(host: string, { problem }: VariableReport): string | undefined {
  const url = toUrl(host);
  if (url?.hostname.endsWith('.aoss.amazonaws.com')) {
    problem(`OpenSearch Serverless (${url.hostname}) is not supported yet, a domain is`);
  }
  return url?.href;
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
    return { type };
  }
  if (!isSet('ES_BASIC_SECRET')) problem(['ES_BASIC_SECRET'], 'required with ES_AUTH=basic, but not set');
  return reference === undefined ? { type: 'none' } : { type, secret: reference };
}
