import { locateEnvironment } from '../environment/locate.ts';
import { isNameable } from '../environment/names.ts';
import { attempt } from '../problem/attempt.ts';
import type { ParsedProfile } from '../profile/profile.ts';
import type { EdenDeps } from '../run/run.ts';
import { type DeleteOutcome, failedUntouched } from './outcome.ts';
import { removeEnvironment } from './remove.ts';

/** The delete that is asked for. The profile finds the item; the item's own profile says what to delete. */
export interface DeleteRequest {
  readonly profileName: string;
  readonly profile: ParsedProfile;
  readonly name: string;
}

/** Deletes an environment in reverse order. An unknown one is `absent`: nothing is changed. */
export async function deleteEnvironment(deps: EdenDeps, request: DeleteRequest): Promise<DeleteOutcome> {
  const { profile: parsed, profileName, name } = request;
  if (parsed.status === 'invalid') return failedUntouched(parsed.problems);
  if (!isNameable(name)) {
    const message = `Name ${JSON.stringify(name)} has no letter or digit.`;
    return failedUntouched([{ code: 'bad_request', field: 'name', message }]);
  }
  const at = { profile: parsed.profile, profileName, given: name };
  const located = await attempt(() => locateEnvironment(deps.aws, at));
  if (located.status === 'refused') return failedUntouched(located.problems);
  const { item, legacy, ambiguous } = located.value;
  if (item === undefined && legacy === undefined && ambiguous !== undefined) {
    const message = `Environment ${ambiguous.name} was made before names were kept exactly and may be another name's, so ${JSON.stringify(name)} does not delete it; ${JSON.stringify(ambiguous.environment ?? ambiguous.name)} does.`;
    return failedUntouched([{ code: 'owned_by_other', field: 'name', message }]);
  }
  return await removeEnvironment(deps, { located: located.value, ...parsed, reason: 'delete' });
}
