import type { ReadSecret, SecretReference } from '../../shared/settings/secret-reference.ts';
import type { Credentials } from './forward/handshake.ts';

/** Values from a secret store that a connection needs. */
export interface Secrets {
  /** `undefined`: no handshake. */
  readonly credentials: Credentials | undefined;
  /** PEM certificates to trust. */
  readonly ca: string | undefined;
}

/** Where the secrets are stored. */
export interface SecretReferences {
  readonly sharedKey: SecretReference | undefined;
  readonly username: string | undefined;
  readonly password: SecretReference | undefined;
  readonly ca: SecretReference | undefined;
}

/** Secrets that are cached until a receiver refuses them. */
export interface KeptSecrets {
  /** Rejects with the store's error if they cannot be read; then nothing is cached. */
  readonly read: (signal: AbortSignal) => Promise<Secrets>;
  /** A receiver refused them: the next `read` reads them from the store again. */
  readonly forget: () => void;
}

/** Reads the secrets on first use and caches them as long as the function lives, until they are refused. */
export function keepSecrets(references: SecretReferences, readSecret: ReadSecret): KeptSecrets {
  let kept: Secrets | undefined;
  const readOptional = async (reference: SecretReference | undefined, signal: AbortSignal) =>
    reference === undefined ? undefined : readSecret(reference, signal);
  const readAll = async (signal: AbortSignal): Promise<Secrets> => {
    const [sharedKey, password, ca] = await Promise.all([
      readOptional(references.sharedKey, signal),
      readOptional(references.password, signal),
      readOptional(references.ca, signal),
    ]);
    const { username } = references;
    const user = username === undefined || password === undefined ? {} : { username, password };
    return { credentials: sharedKey === undefined ? undefined : { sharedKey, ...user }, ca };
  };
  return {
    read: async (signal) => {
      kept ??= await readAll(signal);
      return kept;
    },
    forget: () => {
      kept = undefined;
    },
  };
}
