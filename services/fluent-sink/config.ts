import { COMMON_VARIABLES, type CommonSettings, commonSettings } from '../../shared/settings/common-settings.ts';
import { type Env, type EnvChecks, parseSettings, type Values } from '../../shared/settings/env-reader.ts';
import { flag, integer, oneOf, required, requiredList, secret, text } from '../../shared/settings/variable.ts';
import { parseEndpoint } from './forward/endpoints.ts';
import type { ForwardSettings } from './forward/forward-client.ts';
import type { ChunkSettings } from './request.ts';
import type { SecretReferences } from './secrets.ts';
import { isLegalTag } from './tag.ts';

const MEBI = 1024 * 1024;
const WAIT = { min: 1, max: 900_000 };

/** The sink's variables. */
export const VARIABLES = {
  ...COMMON_VARIABLES,
  LOG_FLUENT_SINK_ENDPOINT: requiredList({
    allowed: 'host[:port] or [ipv6][:port]',
    parse: parseEndpoint,
    meaning: 'Receivers in the order in which they are tried; the port is 24224 unless given',
  }),
  LOG_FLUENT_TAG: required({
    allowed: 'letters, digits, _ and -, in parts divided by dots',
    absent: '',
    parse: (tag) => (isLegalTag(tag) ? tag : undefined),
    meaning: 'End of every tag, after the log type',
  }),
  FLUENT_RECORD: oneOf(['message', 'json'], {
    default: 'message',
    meaning: 'Record of a log: its text in the field message, or its own fields',
  }),
  FLUENT_TIME: oneOf(['event', 'integer'], {
    default: 'event',
    meaning: 'EventTime, or whole seconds for receivers that do not know EventTime',
  }),
  FLUENT_REQUIRE_ACK: flag({
    default: true,
    meaning: 'Whether a receiver must acknowledge; if not, logs count as LogsUnconfirmed',
  }),
  FLUENT_GZIP: flag({ default: false, meaning: 'Whether chunks are compressed' }),
  FLUENT_GZIP_LEVEL: integer({ default: 6, min: 1, max: 9, meaning: 'Level of compression' }),
  FLUENT_CHUNK_MAX_BYTES: integer({
    default: MEBI,
    min: 1,
    max: 256 * MEBI,
    meaning: 'Bytes of the entries of a chunk before compression; a larger log has a chunk of its own',
  }),
  FLUENT_CHUNK_MAX_ENTRIES: integer({ default: 5000, min: 1, max: 1_000_000, meaning: 'Entries of a chunk' }),
  FLUENT_ENTRY_MAX_BYTES: integer({
    min: 1,
    meaning: "A larger log is a dead letter (oversize); set it below the receiver's own limit",
  }),
  FLUENT_SHARED_KEY: secret({ meaning: 'Shared key of the handshake' }),
  FLUENT_USERNAME: text({ meaning: 'User, where the receiver asks for one' }),
  FLUENT_PASSWORD: secret({ meaning: 'Password of the user' }),
  FLUENT_CLIENT_HOSTNAME: text({
    unset: "the function's name",
    meaning: 'Name of the sender in the handshake',
  }),
  FLUENT_TLS: flag({ default: false, meaning: 'Whether TLS is used' }),
  FLUENT_TLS_CA: secret({ unset: 'public CAs', meaning: 'PEM certificates to trust' }),
  FLUENT_TLS_SERVER_NAME: text({ unset: 'the host', meaning: 'Name in the certificate of the receiver' }),
  FLUENT_CONNECT_TIMEOUT_MS: integer({
    default: 1_000,
    ...WAIT,
    meaning: 'Time for a connection, and for each answer of the handshake, in ms',
  }),
  FLUENT_WRITE_TIMEOUT_MS: integer({
    default: 10_000,
    ...WAIT,
    meaning: 'Time for the receiver to take a chunk, in ms',
  }),
  FLUENT_ACK_TIMEOUT_MS: integer({
    default: 10_000,
    ...WAIT,
    meaning: 'Time for an acknowledgement since the last chunk was written or acknowledged, in ms',
  }),
  FLUENT_ENDPOINT_REST_SECONDS: integer({
    default: 30,
    min: 0,
    max: 86_400,
    meaning: 'Seconds for which an endpoint that failed is tried last',
  }),
  FLUENT_MAX_RETRIES: integer({
    default: 3,
    min: 0,
    max: 100,
    meaning: 'Retries within an invocation; an endpoint that cannot be reached is tried until time is up',
  }),
};

type FluentValues = Values<typeof VARIABLES>;

/** All settings of fluent-sink. */
export interface FluentSinkSettings {
  readonly common: CommonSettings;
  readonly chunks: ChunkSettings;
  readonly forward: ForwardSettings;
  readonly secrets: SecretReferences;
  /** Tries of one invocation, the first included. */
  readonly maxTries: number;
}

/**
 * Reads the environment of fluent-sink.
 * @throws {ConfigError} with every problem found.
 */
export function parseConfig(env: Env): FluentSinkSettings {
  return parseSettings(env, VARIABLES, (values, checks) => {
    checkTls(values, checks);
    checkUser(checks);
    const common = commonSettings(values, checks, 'fluent-sink');
    return {
      common,
      chunks: chunkSettings(values),
      forward: forwardSettings(values, common.functionName),
      secrets: {
        sharedKey: values.FLUENT_SHARED_KEY,
        username: values.FLUENT_USERNAME,
        password: values.FLUENT_PASSWORD,
        ca: values.FLUENT_TLS_CA,
      },
      maxTries: values.FLUENT_MAX_RETRIES + 1,
    };
  });
}

function chunkSettings(values: FluentValues): ChunkSettings {
  const { FLUENT_ENTRY_MAX_BYTES: maxEntryBytes } = values;
  return {
    label: values.LOG_FLUENT_TAG,
    record: values.FLUENT_RECORD,
    time: values.FLUENT_TIME,
    maxChunkBytes: values.FLUENT_CHUNK_MAX_BYTES,
    maxChunkEntries: values.FLUENT_CHUNK_MAX_ENTRIES,
    ...(maxEntryBytes === undefined ? {} : { maxEntryBytes }),
  };
}

function forwardSettings(values: FluentValues, functionName: string): ForwardSettings {
  const { FLUENT_TLS_SERVER_NAME: serverName } = values;
  return {
    endpoints: values.LOG_FLUENT_SINK_ENDPOINT,
    tls: values.FLUENT_TLS ? { ...(serverName === undefined ? {} : { serverName }) } : undefined,
    clientHostname: values.FLUENT_CLIENT_HOSTNAME ?? functionName,
    requireAck: values.FLUENT_REQUIRE_ACK,
    gzipLevel: values.FLUENT_GZIP ? values.FLUENT_GZIP_LEVEL : undefined,
    connectTimeoutMs: values.FLUENT_CONNECT_TIMEOUT_MS,
    writeTimeoutMs: values.FLUENT_WRITE_TIMEOUT_MS,
    ackTimeoutMs: values.FLUENT_ACK_TIMEOUT_MS,
    restMs: values.FLUENT_ENDPOINT_REST_SECONDS * 1_000,
  };
}

function checkTls({ FLUENT_TLS: isOn }: FluentValues, { isSet, problem }: EnvChecks): void {
  if (!isOn && (isSet('FLUENT_TLS_CA') || isSet('FLUENT_TLS_SERVER_NAME'))) {
    problem(['FLUENT_TLS'], 'is false, but FLUENT_TLS_CA or FLUENT_TLS_SERVER_NAME is set');
  }
}

function checkUser({ isSet, problem }: EnvChecks): void {
  if (isSet('FLUENT_USERNAME') !== isSet('FLUENT_PASSWORD')) {
    problem(['FLUENT_USERNAME', 'FLUENT_PASSWORD'], 'only one of them is set');
  }
  if (isSet('FLUENT_USERNAME') && !isSet('FLUENT_SHARED_KEY')) {
    const rule = 'the protocol asks for a user only after a shared key';
    problem(['FLUENT_USERNAME'], `${rule}, but FLUENT_SHARED_KEY is not set`);
  }
}
