/** What a variable may hold, and how that is said. */
interface VariableRule {
  readonly form: Pick<RegExp, 'test'>;
  readonly expected: string;
  /** Whether a wrong value may be the secret itself, which must not get into anybody's log. */
  readonly isSecret?: boolean;
}
const anyText = rule(/^[^\n]{1,1024}$/, 'one line of text');
const wholeNumber = rule(/^[1-9]\d{0,14}$/, 'a whole number above 0');
const count = rule(/^\d{1,9}$/, 'a whole number');
const decimalNumber = rule(/^\d{1,9}(\.\d{1,9})?$/, 'a number');

/** Variables of every stream service that config may set. */
const COMMON: Readonly<Record<string, VariableRule>> = {
  LOG_TYPE_FIELD: anyText,
  LOG_ID_FIELD: anyText,
  LOG_TIMESTAMP_FIELD: anyText,
  OPTIONAL_FIELDS: anyText,
  LOG_TYPE_UNKNOWN_PREFIX: anyText,
  TIMESTAMP_FORMATS: listOfWords('dateutil', 'epoch', 'clf'),
  TIMESTAMP_ZONE: anyText,
  LOG_MAX_AGE_DAYS: decimalNumber,
  LOG_MAX_FUTURE_HOURS: decimalNumber,
  RECORD_FORMAT: words('json', 'ndjson'),
  MAX_DECOMPRESSED_BYTES: wholeNumber,
  MAX_BATCH_DECOMPRESSED_BYTES: wholeNumber,
};

const KINESIS: Readonly<Record<string, VariableRule>> = { KINESIS_MAX_RETRIES: count };

const flagWord = words('true', 'false');
const secret: VariableRule = {
  form: /^(secretsmanager:[^\s#]+(#\S+)?|ssm:\S+|arn:[^:]+:(secretsmanager|ssm):\S+)$/,
  expected: 'secretsmanager:<name or ARN>[#field] or ssm:<name or ARN>',
  isSecret: true,
};

const PORT = '(?:[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])';
const ENDPOINT = `(?:\\[[0-9A-Fa-f:.]+\\]|[^\\s:[\\]/@,]+)(?::${PORT})?`;
const MAX_WAIT_MS = 900_000;
const waitMs = wholeNumberBetween(1, MAX_WAIT_MS);

const FLUENT: Readonly<Record<string, VariableRule>> = {
  LOG_FLUENT_SINK_ENDPOINT: rule(
    new RegExp(`^ *${ENDPOINT}( *, *${ENDPOINT})* *$`),
    'host[:port] or [ipv6][:port], comma-separated',
  ),
  LOG_FLUENT_TAG: rule(/^(?=.{1,128}$)[\w-]+(\.[\w-]+)*$/, 'a tag: letters, digits, _ and -, in parts divided by dots'),
  FLUENT_RECORD: words('message', 'json'),
  FLUENT_TIME: words('event', 'integer'),
  FLUENT_REQUIRE_ACK: flagWord,
  FLUENT_GZIP: flagWord,
  FLUENT_GZIP_LEVEL: rule(/^[1-9]$/, 'a number from 1 to 9'),
  FLUENT_CHUNK_MAX_BYTES: wholeNumberBetween(1, 256 * 1024 * 1024),
  FLUENT_CHUNK_MAX_ENTRIES: wholeNumberBetween(1, 1_000_000),
  FLUENT_ENTRY_MAX_BYTES: wholeNumber,
  FLUENT_SHARED_KEY: secret,
  FLUENT_USERNAME: anyText,
  FLUENT_PASSWORD: secret,
  FLUENT_TLS: flagWord,
  FLUENT_TLS_CA: secret,
  FLUENT_TLS_SERVER_NAME: anyText,
  FLUENT_CLIENT_HOSTNAME: anyText,
  FLUENT_CONNECT_TIMEOUT_MS: waitMs,
  FLUENT_WRITE_TIMEOUT_MS: waitMs,
  FLUENT_ACK_TIMEOUT_MS: waitMs,
  FLUENT_ENDPOINT_REST_SECONDS: wholeNumberBetween(0, 86_400),
  FLUENT_MAX_RETRIES: wholeNumberBetween(0, 100),
};

const SEARCH: Readonly<Record<string, VariableRule>> = {
  ES_HOST: rule(
    /^(https?:\/\/)?([\w.-]+|\[[0-9a-f:.]+\])(:\d{1,5})?(\/[\w./-]*)?$/i,
    'a host, with or without scheme and port',
  ),
  ES_AUTH: words('sigv4', 'basic', 'none'),
  ES_BASIC_SECRET: secret,
  ES_DOMAIN: rule(/^[a-z][a-z0-9-]{2,27}$/, 'the name of an OpenSearch Service domain'),
  ES_TIMEOUT_MS: wholeNumberBetween(100, 600_000),
  ES_SERVICE: rule(/^es$/, 'es, a domain: OpenSearch Serverless is not supported yet'),
  INDEX_NAME_PREFIX: rule(
    /^(?!.*-$)[a-z0-9][a-z0-9._-]{0,99}$/,
    'lower-case letters, digits, dots, _ and -, not ending in -',
  ),
};

/** Variables that one service has beside the common ones. A new sink adds its line here. */
const OF_SERVICE: Readonly<Record<string, Readonly<Record<string, VariableRule>>>> = {
  router: { ...KINESIS, PARTITION_KEY: words('source', 'log_id', 'log_type', 'random') },
  forwarders: KINESIS,
  's3-sink': {
    LOG_S3_PREFIX: rule(
      /^(?=.{1,200}$)(?!(.*\/)?\.{1,2}(\/|$))[\w.-]+(\/[\w.-]+)*$/,
      'a key prefix of at most 200 characters, without slashes at its ends and without . and .. as folders',
    ),
    S3_KEY_LAYOUT: words('baikonur', 'hive'),
    S3_GZIP_LEVEL: rule(/^[0-9]$/, 'a number from 0 to 9'),
    MAX_GROUPS: wholeNumber,
    S3_MAX_RETRIES: count,
  },
  'es-sink': {
    ...SEARCH,
    INDEX_INTERVAL: words('day', 'month', 'none'),
    ES_TARGET: rule(/^index$/, 'index: data streams are not supported yet'),
    ES_BULK_MAX_DOCS: wholeNumberBetween(1, 10_000),
    ES_BULK_MAX_BYTES: wholeNumberBetween(1_000, 104_857_600),
    ES_CONCURRENCY: wholeNumberBetween(1, 16),
    ES_MAX_RETRIES: wholeNumberBetween(0, 20),
  },
  'es-cleaner': {
    ...SEARCH,
    MAX_AGE_DAYS: wholeNumberBetween(1, 36_500),
    // Its rules are read as the function reads them, by checkSearch.
    RETENTION: anyText,
    EXCLUDE_PATTERN: rule({ test: isRegularExpression }, 'a regular expression'),
    MAX_DELETIONS: count,
    MAX_DELETE_SHARE: rule(/^(100(\.0+)?|\d{1,2}(\.\d{1,9})?)$/, 'a number from 0 to 100'),
    DRY_RUN_ONLY: flagWord,
  },
  'fluent-sink': FLUENT,
};

/** Variables that are computed from other settings: saying them twice would let them contradict each other. */
const COMPUTED: Readonly<Record<string, string>> = {
  STAGE: 'the stage itself',
  MAX_ATTEMPTS: 'functions.*.maxAttempts of the stage',
  HOLD_MAX_AGE_HOURS: 'functions.*.holdHours of the stage',
  FAILED_LOG_S3_BUCKET: 'the project and the stage',
  FAILED_LOG_S3_PREFIX: 'deadLetters.prefix of the stage',
  PROGRESS_TABLE: 'the project and the stage',
  TRACING: 'tracing of the stage',
  LOG_TYPE_WHITELIST: 'the whitelist in forwarders.yml or sinks.yml',
  CLOUDWATCH_WRAP: 'wrapAs in subscriptions.yml',
  LOG_S3_BUCKET: 'archive of the stage',
  ROUTES: 'routes.yml',
  PARTITION_KEY: 'partitionKey in forwarders.yml',
  TARGET_MAX_RECORD_KIB: 'maxRecordSizeKiB in streams.yml',
  TARGET_STREAM_NAME: 'target in forwarders.yml',
  TARGET_DELIVERY_STREAM_NAME: 'target in forwarders.yml',
};

/**
 * Judges one variable of a service (`undefined`: of all services).
 * @returns what is wrong with it, as the end of a sentence; `undefined` when nothing is.
 */
export function judgeVariable(
  service: string | undefined,
  name: string,
  value: string | number | boolean,
): string | undefined {
  const known = { ...COMMON, ...(service === undefined ? {} : OF_SERVICE[service]) };
  const found = known[name];
  if (found !== undefined) {
    return found.form.test(String(value))
      ? undefined
      : `expected ${found.expected}, got ${describeValue(found, value)}`;
  }
  const source = COMPUTED[name];
  if (source !== undefined) return `not to be set here, it comes from ${source}`;
  return `unknown variable; expected one of ${Object.keys(known).join(', ')}`;
}

/** A value for a sentence about it, unless it is a secret or, in a host, a login. */
function describeValue({ isSecret }: VariableRule, value: string | number | boolean): string {
  if (isSecret) return `${String(value).length} other characters`;
  return String(value).includes('@') ? 'something with an @' : JSON.stringify(value);
}

function rule(form: VariableRule['form'], expected: string): VariableRule {
  return { form, expected };
}

function wholeNumberBetween(min: number, max: number): VariableRule {
  return rule(
    { test: (text) => /^\d{1,15}$/.test(text) && Number(text) >= min && Number(text) <= max },
    `a whole number from ${min} to ${max}`,
  );
}

function words(...allowed: readonly string[]): VariableRule {
  return rule(new RegExp(`^(${allowed.join('|')})$`), `one of ${allowed.join(', ')}`);
}

function listOfWords(...allowed: readonly string[]): VariableRule {
  return rule(
    new RegExp(`^(${allowed.join('|')})(, *(${allowed.join('|')}))*$`),
    `a comma-separated list out of ${allowed.join(', ')}`,
  );
}

function isRegularExpression(text: string): boolean {
  try {
    return text !== '' && new RegExp(text) !== undefined;
  } catch {
    return false;
  }
}
