import { type EcrImage, parseImage } from '../environment/image.ts';
import { charactersLeft, isNameable, shortName } from '../environment/names.ts';
import { type GivenOverrides, overrideProblems } from '../environment/overrides.ts';
import type { Problem } from '../problem/problem.ts';
import type { ParsedProfile, Profile, ProfileFields } from '../profile/profile.ts';
import { parseIdle, parseTtl, type Ttl } from '../profile/ttl.ts';

/** The create that is asked for. `source` says where the profile came from: the item records it. */
export interface CreateRequest {
  readonly profileName: string;
  readonly profile: ParsedProfile;
  readonly source: 'local' | 'pushed';
  readonly name: string;
  readonly imageUri: string;
  /** `72h`, `none`; absent: an existing environment has its own again from now. */
  readonly ttl?: string;
  /** Settings of this environment over its profile; absent: a redeploy keeps those that it has. */
  readonly overrides?: GivenOverrides;
  /** `2h`, `none`, empty: back to the profile's; absent: a redeploy keeps its own. */
  readonly idleAfter?: string;
  /** The group with which it is made. */
  readonly group?: string;
  /** Number of the pull request, for `{{pr}}`; absent: a redeploy keeps the one that it has. */
  readonly pr?: string;
  /** Profile → host, for `{{host:PROFILE}}`. */
  readonly hosts?: Readonly<Record<string, string>>;
}

/** A request with its parts read, or everything that is wrong with it. */
export type ParsedRequest =
  | {
      readonly status: 'ok';
      readonly profile: Profile;
      readonly fields: ProfileFields;
      readonly image: EcrImage;
      readonly ttl: Ttl | undefined;
    }
  | { readonly status: 'invalid'; readonly problems: readonly Problem[] };

const PR = /^[1-9]\d{0,9}$/;

/** Reads a create request; all problems are reported together. */
export function parseCreateRequest(request: CreateRequest): ParsedRequest {
  const parsed = request.profile;
  const image = parseImage(request.imageUri);
  const ttl = request.ttl === undefined ? undefined : parseTtl(request.ttl);
  const problems: Problem[] = parsed.status === 'invalid' ? [...parsed.problems] : [];
  const wrong = (field: string, message: string | undefined): void => {
    if (message !== undefined) problems.push({ code: 'bad_request', field, message });
  };
  if (image.status === 'invalid') wrong('image_uri', image.message);
  if (request.ttl !== undefined && ttl === undefined) {
    wrong('ttl', `ttl must be like 72h, 3d or none, not ${JSON.stringify(request.ttl)}.`);
  }
  const { idleAfter = '' } = request;
  if (idleAfter !== '' && parseIdle(idleAfter) === undefined) {
    wrong('idle_after', `idle_after must be none or from 15m to 14d, not ${JSON.stringify(idleAfter)}.`);
  }
  problems.push(...overrideProblems(request.overrides ?? {}));
  if (request.pr !== undefined && !PR.test(request.pr)) {
    wrong('pr', `pr must be the number of a pull request, not ${JSON.stringify(request.pr)}.`);
  }
  wrong('name', nameProblem(request.name, parsed.status === 'ok' ? parsed.profile : undefined));
  if (problems.length > 0 || parsed.status === 'invalid' || image.status === 'invalid') {
    return { status: 'invalid', problems };
  }
  return { status: 'ok', profile: parsed.profile, fields: parsed.fields, image: image.image, ttl };
}

function nameProblem(name: string, profile: Profile | undefined): string | undefined {
  if (!isNameable(name)) return `Name ${JSON.stringify(name)} has no letter or digit.`;
  if (profile === undefined) return undefined;
  const short = shortName(name);
  const left = charactersLeft(profile);
  if (short.length <= left) return undefined;
  const whole = `${profile.namePrefix}-${short}`;
  return `Name ${short} has ${short.length} characters and ${left} are left: target group ${whole} may have 32 and its host label 63 (eden name prints one that fits).`;
}
