import { type DesiredCount, type Profile, parseDesiredCount } from '../profile/profile.ts';
import { parseVariables, VARIABLES_WANTED } from '../profile/variables.ts';
import { secretReference } from './placeholders.ts';

/** Settings of one environment over those of its profile, as they were given; empty text: back to the profile's. */
export interface GivenOverrides {
  /** `NAME=value`, one a line or separated by commas; or a JSON object. */
  readonly environment?: string;
  readonly desiredCount?: string;
}

/** The variables of a container, as ECS describes them. */
interface Container {
  readonly environment?:
    | readonly { readonly name?: string | undefined; readonly value?: string | undefined }[]
    | undefined;
  readonly secrets?:
    | readonly { readonly name?: string | undefined; readonly valueFrom?: string | undefined }[]
    | undefined;
}

/** The profile of a run with its overrides, and their names for the item. */
export interface Overridden {
  readonly profile: Profile;
  /** `desired_count`, and `environment.<NAME>` for each variable. */
  readonly kept: readonly string[];
}

const COUNT = 'desired_count';
const VARIABLE = /^environment\.([A-Za-z_][A-Za-z0-9_]*)$/;

/** The problems of given overrides. */
export function overrideProblems({ environment = '', desiredCount = '' }: GivenOverrides) {
  const wrong = (field: string, message: string) => ({ code: 'bad_request', field, message }) as const;
  return [
    ...(parseVariables(environment) === undefined
      ? [wrong('environment', `environment must be ${VARIABLES_WANTED}.`)]
      : []),
    ...(desiredCount !== '' && parseDesiredCount(desiredCount) === undefined
      ? [wrong(COUNT, `${COUNT} must be a whole number, keep or reference, not ${JSON.stringify(desiredCount)}.`)]
      : []),
  ];
}

/** The names of variables that a redeploy keeps from the environment's present revision; the item may hold anything. */
export function keptVariables(kept: unknown, { environment }: GivenOverrides): readonly string[] {
  if (environment !== undefined || !Array.isArray(kept)) return [];
  return kept.flatMap((one) => VARIABLE.exec(String(one))?.[1] ?? []);
}

/**
 * The profile with what is given now, else with what the environment keeps. The item keeps names alone: values are those
 * of the present revision, which the table cannot change.
 */
export function applyOverrides(
  profile: Profile,
  given: GivenOverrides,
  present: { readonly kept: unknown; readonly container: Container | undefined },
): Overridden {
  const names = new Set(keptVariables(present.kept, given));
  const { environment = [], secrets = [] } = present.container ?? {};
  const all = [
    ...environment.map(({ name, value }) => [name, value ?? ''] as const),
    ...secrets.map(({ name, valueFrom }) => [name, secretReference(valueFrom ?? '')] as const),
  ];
  const values = all.filter(([name]) => name !== undefined && names.has(name));
  const own = { ...Object.fromEntries(values), ...parseVariables(given.environment ?? '') };
  const count = overridingCount(given, present.kept);
  return {
    profile: {
      ...profile,
      environment: { ...profile.environment, ...own },
      ...(count !== undefined && { desiredCount: count }),
    },
    kept: [...(count === undefined ? [] : [COUNT]), ...Object.keys(own).map((name) => `environment.${name}`)],
  };
}

function overridingCount({ desiredCount }: GivenOverrides, kept: unknown): DesiredCount | undefined {
  if (desiredCount !== undefined) return parseDesiredCount(desiredCount);
  return Array.isArray(kept) && kept.includes(COUNT) ? 'keep' : undefined;
}
