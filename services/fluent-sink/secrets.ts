import type { ReadSecret, SecretReference } from '../../shared/settings/secret-reference.ts';
import type { Credentials } from './forward/handshake.ts';

/** What has to be read from a secret store before a receiver can be spoken to. */
export interface Secrets {
  /** `undefined`: no handshake. */
  readonly credentials: Credentials | undefined;
  /** PEM certificates to trust. */
  readonly ca: string | undefined;
}

/** Where the secrets are kept. */
export interface SecretReferences {
  readonly sharedKey: SecretReference | undefined;
  readonly username: string | undefined;
  readonly password: SecretReference | undefined;
  readonly ca: SecretReference | undefined;
}

/** Secrets that are kept until someone refuses them. */
export interface KeptSecrets {
  /** Rejects with the store's sentence when they cannot be read; nothing is kept then. */
  readonly read: (signal: AbortSignal) => Promise<Secrets>;
  /** They were refused: the next `read` goes to the store again. */
  readonly forget: () => void;
}

/** Reads the secrets on first use and keeps them for the life of the function, until they are refused. */
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
