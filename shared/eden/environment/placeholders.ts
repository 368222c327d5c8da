import type { Problem } from '../problem/problem.ts';
import type { Profile } from '../profile/profile.ts';
import { deriveNames, shortName } from './names.ts';

/** Texts for the placeholders in values of variables; `{{host}}` is filled in later, by the clone. */
export interface PlaceholderValues {
  /** The short name. */
  readonly name: string;
  /** Number of the pull request; undefined: it is not known. */
  readonly pr: string | undefined;
  /** Profile → host of its environment of this name. */
  readonly hosts: Readonly<Record<string, string>>;
}

/** Variables with their placeholders filled in, or every problem. */
export type Filled =
  | { readonly status: 'ok'; readonly environment: Readonly<Record<string, string>> }
  | { readonly status: 'refused'; readonly problems: readonly Problem[] };

/** Beginning of a value that refers to a secret. */
const SECRET_BEGIN = '{{secret:';

const PLACEHOLDER = /\{\{(name|pr|host:([A-Za-z0-9][\w.-]*))\}\}/g;

/**
 * Fills in `{{name}}`, `{{pr}}` and `{{host:PROFILE}}`. Other text in braces is the application's own. A text that becomes a
 * reference to a secret only by that is refused: who may refer to secrets was asked of the text as it was given.
 */
export function fillPlaceholders(environment: Readonly<Record<string, string>>, values: PlaceholderValues): Filled {
  const problems: Problem[] = [];
  const filled = Object.entries(environment).map(([variable, text]) => {
    const value = text.replace(PLACEHOLDER, (whole: string, what: string, profile: string | undefined) => {
      const known = textFor(what, profile, values);
      if (known === undefined) problems.push(unknownProblem(variable, whole, profile));
      return known ?? whole;
    });
    if (text.startsWith(SECRET_BEGIN) !== value.startsWith(SECRET_BEGIN)) problems.push(secretProblem(variable));
    return [variable, value] as const;
  });
  return problems.length > 0
    ? { status: 'refused', problems }
    : { status: 'ok', environment: Object.fromEntries(filled) };
}

function textFor(
  what: string,
  profile: string | undefined,
  { name, pr, hosts }: PlaceholderValues,
): string | undefined {
  if (profile !== undefined) return Object.hasOwn(hosts, profile) ? hosts[profile] : undefined;
  return what === 'pr' ? pr : name;
}

function unknownProblem(variable: string, placeholder: string, profile: string | undefined): Problem {
  const why =
    profile === undefined ? 'and no pull request is given (pr)' : `and there is no profile ${profile} to take it from`;
  const field = profile === undefined ? 'pr' : 'environment';
  return { code: 'bad_request', field, message: `Variable ${variable} holds ${placeholder}, ${why}.` };
}

function secretProblem(variable: string): Problem {
  const message = `Variable ${variable} becomes a reference to a secret by its placeholders: write {{secret:…}} itself.`;
  return { code: 'bad_request', field: 'environment', message };
}

/** The profiles whose hosts are asked for. */
export function profilesNamed(environment: Readonly<Record<string, string>>): readonly string[] {
  const named = Object.values(environment).flatMap((text) =>
    [...text.matchAll(PLACEHOLDER)].flatMap(([, , profile]) => profile ?? []),
  );
  return [...new Set(named)];
}

/** The host of a profile's environment of this name, in its zone. */
export function hostUnder(profile: Profile, given: string, zoneName: string): string {
  return `${deriveNames(profile, shortName(given)).hostLabel}.${profile.dynamicZoneName ?? zoneName}`;
}

const SECRET = /^\{\{secret:(arn:[\w-]+:(?:secretsmanager|ssm):\S+|[\w./-]+)\}\}$/;

/** The secret or parameter that a value refers to (`{{secret:ARN}}`); undefined for a plain value. */
export function secretOf(value: string): string | undefined {
  return SECRET.exec(value)?.[1];
}

/** A value that refers to a secret. */
export function secretReference(valueFrom: string): string {
  return `{{secret:${valueFrom}}}`;
}
