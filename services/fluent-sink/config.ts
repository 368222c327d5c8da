import { type CommonSettings, readCommonSettings } from '../../shared/settings/common-settings.ts';
import { type Env, type EnvReader, parseSettings } from '../../shared/settings/env-reader.ts';
import { parseSecretReference, SECRET_FORMS, type SecretReference } from '../../shared/settings/secret-reference.ts';
import { type Endpoint, parseEndpoint } from './forward/endpoints.ts';
import type { ForwardSettings } from './forward/forward-client.ts';
import type { ChunkSettings } from './request.ts';
import type { SecretReferences } from './secrets.ts';
import { isLegalTag } from './tag.ts';

/** All settings of fluent-sink; the README has a table of the variables. */
export interface FluentSinkSettings {
  readonly common: CommonSettings;
  readonly chunks: ChunkSettings;
  readonly forward: ForwardSettings;
  readonly secrets: SecretReferences;
  /** Tries of one invocation, the first included. */
  readonly maxTries: number;
}

const MEBI = 1024 * 1024;

/**
 * Reads the environment of fluent-sink.
 * @throws {ConfigError} with every problem found.
 */
export function parseConfig(env: Env): FluentSinkSettings {
  return parseSettings(env, (reader) => {
    const common = readCommonSettings(reader, 'fluent-sink');
    return {
      common,
      chunks: readChunks(reader),
      forward: readForward(reader, common.functionName),
      secrets: readSecretReferences(reader),
      maxTries: reader.integer('FLUENT_MAX_RETRIES', 3, { min: 0, max: 100 }) + 1,
    };
  });
}

function readChunks(env: EnvReader): ChunkSettings {
  const maxEntryBytes = env.optionalInteger('FLUENT_ENTRY_MAX_BYTES', { min: 1 });
  return {
    label: readLabel(env),
    record: env.oneOf('FLUENT_RECORD', ['message', 'json'], 'message'),
    time: env.oneOf('FLUENT_TIME', ['event', 'integer'], 'event'),
    maxChunkBytes: env.integer('FLUENT_CHUNK_MAX_BYTES', MEBI, { min: 1, max: 256 * MEBI }),
    maxChunkEntries: env.integer('FLUENT_CHUNK_MAX_ENTRIES', 5000, { min: 1, max: 1_000_000 }),
    ...(maxEntryBytes === undefined ? {} : { maxEntryBytes }),
  };
}

function readLabel(env: EnvReader): string {
  const label = env.text('LOG_FLUENT_TAG');
  if (label !== '' && !isLegalTag(label)) {
    const expected = 'letters, digits, _ and -, in parts divided by dots';
    env.problem(`LOG_FLUENT_TAG: expected ${expected}, got ${JSON.stringify(label)}`);
  }
  return label;
}

function readForward(env: EnvReader, functionName: string): ForwardSettings {
  const tls = env.flag('FLUENT_TLS', false);
  const serverName = env.optionalText('FLUENT_TLS_SERVER_NAME');
  if (!tls && (serverName ?? env.optionalText('FLUENT_TLS_CA')) !== undefined) {
    env.problem('FLUENT_TLS: is false, but FLUENT_TLS_CA or FLUENT_TLS_SERVER_NAME is set');
  }
  const wait = { min: 1, max: 900_000 };
  const gzipLevel = env.integer('FLUENT_GZIP_LEVEL', 6, { min: 1, max: 9 });
  return {
    endpoints: readEndpoints(env),
    tls: tls ? { ...(serverName === undefined ? {} : { serverName }) } : undefined,
    clientHostname: env.text('FLUENT_CLIENT_HOSTNAME', functionName),
    requireAck: env.flag('FLUENT_REQUIRE_ACK', true),
    gzipLevel: env.flag('FLUENT_GZIP', false) ? gzipLevel : undefined,
    connectTimeoutMs: env.integer('FLUENT_CONNECT_TIMEOUT_MS', 1_000, wait),
    writeTimeoutMs: env.integer('FLUENT_WRITE_TIMEOUT_MS', 10_000, wait),
    ackTimeoutMs: env.integer('FLUENT_ACK_TIMEOUT_MS', 10_000, wait),
    restMs: env.integer('FLUENT_ENDPOINT_REST_SECONDS', 30, { min: 0, max: 86_400 }) * 1_000,
  };
}

function readEndpoints(env: EnvReader): readonly Endpoint[] {
  const texts = env.list('LOG_FLUENT_SINK_ENDPOINT');
  if (texts.length === 0) env.problem('LOG_FLUENT_SINK_ENDPOINT: required, but not set');
  return texts.flatMap((text) => {
    const endpoint = parseEndpoint(text);
    if (endpoint) return [endpoint];
    env.problem(`LOG_FLUENT_SINK_ENDPOINT: expected host[:port] or [ipv6][:port], got ${JSON.stringify(text)}`);
    return [];
  });
}

function readSecretReferences(env: EnvReader): SecretReferences {
  const secrets = {
    sharedKey: readReference(env, 'FLUENT_SHARED_KEY'),
    username: env.optionalText('FLUENT_USERNAME'),
    password: readReference(env, 'FLUENT_PASSWORD'),
    ca: readReference(env, 'FLUENT_TLS_CA'),
  };
  if ((secrets.username === undefined) !== (secrets.password === undefined)) {
    env.problem('FLUENT_USERNAME, FLUENT_PASSWORD: only one of them is set');
  }
  if (secrets.username !== undefined && env.optionalText('FLUENT_SHARED_KEY') === undefined) {
    env.problem(
      'FLUENT_USERNAME: the protocol asks for a user only after a shared key, but FLUENT_SHARED_KEY is not set',
    );
  }
  return secrets;
}

function readReference(env: EnvReader, name: string): SecretReference | undefined {
  const text = env.optionalText(name);
  if (text === undefined) return undefined;
  const reference = parseSecretReference(text);
  // The value may be the secret itself: it must not get into a log.
  if (!reference) env.problem(`${name}: expected ${SECRET_FORMS}, got ${text.length} other characters`);
  return reference;
}
