import { parseImage } from '../../shared/eden/environment/image.ts';
import { isNameable } from '../../shared/eden/environment/names.ts';
import { parseDesiredCount } from '../../shared/eden/profile/profile.ts';
import { parseIdle, parseTtl } from '../../shared/eden/profile/ttl.ts';
import { parseVariables, VARIABLES_WANTED } from '../../shared/eden/profile/variables.ts';

/** A parameter's name on the wire. */
export type ParameterName =
  | 'profile'
  | 'group'
  | 'name'
  | 'image_uri'
  | 'image_uris'
  | 'ttl'
  | 'idle_after'
  | 'environment'
  | 'desired_count'
  | 'pr';

/** The problem of a value, as the end of a sentence; undefined when there is none. */
type Judge = (value: string) => string | undefined;

const SHOWN_CHARACTERS = 60;
const ENCODED = /%[0-9a-f]{2}/i;
/** DynamoDB's range key holds 1024 bytes; a branch name 255. @see git-check-ref-format; API_PutItem */
const MAX_CHARACTERS: Readonly<Record<ParameterName, number>> = {
  profile: 128,
  group: 128,
  name: 255,
  image_uri: 512,
  image_uris: 8192,
  ttl: 10,
  idle_after: 10,
  environment: 4096,
  desired_count: 9,
  pr: 10,
};
/** Tasks that a caller of the API may ask for; the profile and the command line may have more. */
const MAX_TASKS = 10;
/** Parameters whose empty value means the profile's own. */
const MAY_BE_EMPTY: ReadonlySet<ParameterName> = new Set(['idle_after', 'environment', 'desired_count']);

const judges: Readonly<Record<ParameterName, Judge>> = {
  profile: judgeSimpleName,
  group: judgeSimpleName,
  name: (value) => {
    if (/\p{Cc}/u.test(value)) return `must not hold control characters: ${excerpt(value)}`;
    if (!value.isWellFormed()) return `must not hold half a character: ${excerpt(value)}`;
    return isNameable(value) ? undefined : `must have a letter or digit, not ${excerpt(value)}`;
  },
  image_uri: judgeImage,
  image_uris: (value) => {
    const images = parseImages(value);
    if (images === undefined) return `must be an object of profile and image, not ${excerpt(value)}`;
    const wrong = Object.entries(images).map(([profile, image]) => [profile, judgeImage(image)] as const);
    const [first] = wrong.filter(([, what]) => what !== undefined);
    return first === undefined ? undefined : `of profile ${first[0].slice(0, SHOWN_CHARACTERS)} ${first[1]}`;
  },
  ttl: (value) => (parseTtl(value) === undefined ? `must be like 72h, 3d or none, not ${excerpt(value)}` : undefined),
  idle_after: (value) =>
    parseIdle(value) === undefined ? `must be none or from 15m to 14d, not ${excerpt(value)}` : undefined,
  environment: (value) => (parseVariables(value) === undefined ? `must be ${VARIABLES_WANTED}` : undefined),
  pr: (value) => (/^[1-9]\d*$/.test(value) ? undefined : `must be the number of a pull request, not ${excerpt(value)}`),
  desired_count: (value) => {
    const count = parseDesiredCount(value);
    if (count === undefined) return `must be a whole number, keep or reference, not ${excerpt(value)}`;
    return typeof count === 'number' && count > MAX_TASKS ? `is ${count} and may be ${MAX_TASKS}` : undefined;
  },
};

/** Parameters that have texts of their own, in which `%` may be. */
const HAS_OWN_TEXTS: ReadonlySet<ParameterName> = new Set(['environment', 'image_uris']);

function judgeSimpleName(value: string): string | undefined {
  if (/^[A-Za-z0-9][\w.-]*$/.test(value)) return undefined;
  return `must be letters, digits, ".", "_" and "-", beginning with a letter or digit, not ${excerpt(value)}`;
}

function judgeImage(value: string): string | undefined {
  const parsed = parseImage(value);
  return parsed.status === 'ok' ? undefined : `is wrong: ${parsed.message.replace(/\.$/, '')}`;
}

/** Reads `image_uris`: profile → image; undefined when it is not an object of texts with at least one entry. */
export function parseImages(text: string): Readonly<Record<string, string>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    const entries = Object.entries(value);
    const isWhole = entries.length > 0 && entries.every(([, image]) => typeof image === 'string');
    return isWhole ? Object.fromEntries(entries) : undefined;
  } catch {
    return undefined;
  }
}

/** Judges one parameter, decoded once by whoever took the request apart. */
export function judgeParameter(name: ParameterName, value: string): string | undefined {
  if (value === '') return MAY_BE_EMPTY.has(name) ? undefined : 'is empty';
  if (value.length > MAX_CHARACTERS[name]) return `has ${value.length} characters and may have ${MAX_CHARACTERS[name]}`;
  if (!HAS_OWN_TEXTS.has(name) && ENCODED.test(value)) return `is encoded twice: ${excerpt(value)}`;
  return judges[name](value);
}

/** A value for a message, cut where it is long. */
export function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length <= SHOWN_CHARACTERS ? text : `${text.slice(0, SHOWN_CHARACTERS)}… (${text.length - 2} characters)`;
}
