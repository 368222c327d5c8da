import { createHash, timingSafeEqual } from 'node:crypto';
import { encode } from '@msgpack/msgpack';

/**
 * A receiver's first message if it requires a shared key.
 * @see https://github.com/fluent/fluentd/wiki/Forward-Protocol-Specification-v1#helo
 */
export interface Helo {
  readonly nonce: Buffer;
  /** Empty if the receiver requires no user. */
  readonly authSalt: Buffer;
  /** Whether the connection may carry more than one chunk. */
  readonly keepalive: boolean;
}

/** The sender's shared key and user. */
export interface Credentials {
  readonly sharedKey: string;
  readonly username?: string;
  readonly password?: string;
}

/** Both sides of one handshake. */
export interface Challenge {
  readonly helo: Helo;
  readonly credentials: Credentials;
  readonly clientHostname: string;
  /** Fresh random text for each connection. */
  readonly salt: string;
}

/** The meaning of a PONG: the connection is open, or why not. */
export type Verdict = { readonly status: 'accepted' } | { readonly status: 'refused'; readonly error: string };

/** The HELO in a decoded message; `undefined` for any other message. */
export function readHelo(message: unknown): Helo | undefined {
  if (!isMessage(message, 'HELO')) return undefined;
  // A missing options map is the same as an empty one; each field is checked below.
  const options = (message[1] ?? {}) as Record<string, unknown>;
  return {
    nonce: asBuffer(options['nonce']) ?? Buffer.alloc(0),
    authSalt: asBuffer(options['auth']) ?? Buffer.alloc(0),
    keepalive: options['keepalive'] !== false,
  };
}

function isMessage(message: unknown, name: string): message is readonly unknown[] {
  return Array.isArray(message) && asText(message[0]) === name;
}

/** Text of a message that was decoded with `rawStrings`; empty for anything else. */
export function asText(value: unknown): string {
  return asBuffer(value)?.toString('utf8') ?? '';
}

/** The receiver's strings are read as raw bytes: a nonce need not be UTF-8. */
function asBuffer(value: unknown): Buffer | undefined {
  if (typeof value === 'string') return Buffer.from(value);
  return value instanceof Uint8Array ? Buffer.from(value) : undefined;
}

/** The answer to a HELO: the proof that the sender has the shared key, with user and password if required. */
export function pingMessage({ helo, credentials, clientHostname, salt }: Challenge): Buffer {
  const { sharedKey, username = '', password = '' } = credentials;
  const requiresUser = helo.authSalt.length > 0;
  return Buffer.from(
    encode([
      'PING',
      clientHostname,
      salt,
      sha512Hex(salt, clientHostname, helo.nonce, sharedKey),
      requiresUser ? username : '',
      requiresUser ? sha512Hex(helo.authSalt, username, password) : '',
    ]),
  );
}

function sha512Hex(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha512');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

/** Checks the receiver's answer to the PING: it must accept the sender, and prove that it has the key as well. */
export function judgePong(message: unknown, { helo, credentials, salt }: Challenge): Verdict {
  if (!isMessage(message, 'PONG')) return { status: 'refused', error: 'answered the PING with something else' };
  const [, accepted, reason, serverHostname, digest] = message;
  if (accepted !== true) return { status: 'refused', error: `refused the shared key or user: ${asText(reason)}` };
  const expected = Buffer.from(sha512Hex(salt, asText(serverHostname), helo.nonce, credentials.sharedKey));
  const actual = Buffer.from(asText(digest));
  return actual.length === expected.length && timingSafeEqual(actual, expected)
    ? { status: 'accepted' }
    : { status: 'refused', error: 'does not know the shared key: the digest of its PONG is wrong' };
}
