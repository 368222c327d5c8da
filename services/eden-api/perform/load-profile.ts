import type { Problem } from '../../../shared/eden/problem/problem.ts';
import { type LoadedProfile, parseProfile } from '../../../shared/eden/profile/profile.ts';
import { type Answer, refuseProblems } from '../answer.ts';
import type { RequestContext } from './context.ts';

/** A profile, or the answer that says why there is none. */
export type Loaded = LoadedProfile | { readonly status: 'refused'; readonly answer: Answer };

/**
 * Loads a pushed profile; what is wrong with it is the account's state (422), not the request.
 * @throws AwsCallError
 */
export async function loadPushed({ profiles, tableName }: RequestContext, name: string): Promise<Loaded> {
  const where = `Profile ${name} in DynamoDB table ${tableName}`;
  const wrong = (...problems: readonly Problem[]): Loaded => ({ status: 'refused', answer: refuseProblems(problems) });
  const pushed = await profiles.get(name);
  switch (pushed.status) {
    case 'missing':
      return wrong({ code: 'not_found', field: 'profile', message: `${where} does not exist: eden config push.` });
    case 'unreadable': {
      const message = `${where} is no JSON object: eden config push.`;
      return wrong({ code: 'unprocessable', field: 'profile', message });
    }
    case 'found': {
      const parsed = parseProfile(pushed.fields, where);
      if (parsed.status === 'ok') return parsed;
      return wrong(...parsed.problems.map((problem): Problem => ({ ...problem, code: 'unprocessable' })));
    }
  }
}
