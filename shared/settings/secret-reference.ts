/** Where a secret is kept. */
export type SecretReference =
  /** The value itself: for local stages, where there is nothing to keep secret. */
  | { readonly store: 'text'; readonly value: string }
  /** Name or ARN of a secret in Secrets Manager; `field`: of the JSON object in it. */
  | { readonly store: 'secretsmanager'; readonly id: string; readonly field?: string }
  /** Name or ARN of a parameter in SSM Parameter Store. */
  | { readonly store: 'ssm'; readonly id: string };

/** Reads a secret from where it is kept. Rejects within a second, with a sentence, where there is no way to it. */
export type ReadSecret = (reference: SecretReference, signal?: AbortSignal) => Promise<string>;

/** The forms {@link parseSecretReference} takes, for the sentence that refuses another. */
export const SECRET_FORMS = 'secretsmanager:<name or ARN>[#field], ssm:<name or ARN> or text:<value>';

const ARN_STORE = /^arn:[^:]+:(?<store>secretsmanager|ssm):/;

/**
 * Reads `secretsmanager:<name or ARN>[#field]`, `ssm:<name or ARN>`, a bare ARN of either, or `text:<value>`.
 * Anything else is `undefined`: a secret that is the value of a variable by mistake is refused, not used.
 */
export function parseSecretReference(text: string): SecretReference | undefined {
  const arnStore = ARN_STORE.exec(text)?.groups?.['store'];
  const [store, rest] = arnStore
    ? [arnStore, text]
    : [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  if (rest === '') return undefined;
  if (store === 'text') return { store, value: rest };
  if (store === 'ssm') return { store, id: rest };
  if (store !== 'secretsmanager') return undefined;
  const [id = '', field] = rest.split('#');
  if (id === '') return undefined;
  return field ? { store, id, field } : { store, id };
}
