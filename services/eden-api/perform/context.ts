import type { GroupOutcome } from '../../../shared/eden/operation/group.ts';
import type { CreateOutcome, DeleteOutcome } from '../../../shared/eden/operation/outcome.ts';
import type { SleepOutcome } from '../../../shared/eden/operation/sleep.ts';
import type { WakeOutcome } from '../../../shared/eden/operation/wake.ts';
import type { EdenDeps } from '../../../shared/eden/run/run.ts';
import type { PushedProfile } from '../../../shared/eden/table/admin.ts';
import type { Caller } from '../access.ts';
import { type Answer, refuse } from '../answer.ts';
import type { ApiRequest } from '../read-request.ts';
import type { ApiBase } from '../view.ts';

/** The pushed profiles. */
export interface PushedProfiles {
  readonly get: (name: string) => Promise<PushedProfile>;
  /** Names, in order. */
  readonly list: () => Promise<readonly string[]>;
  /** Names of those with this group, in order. */
  readonly inGroup: (group: string) => Promise<readonly string[]>;
}

/** The caller, the ports and the settings with which a request is performed. */
export interface RequestContext {
  readonly deps: EdenDeps;
  readonly profiles: PushedProfiles;
  readonly tableName: string;
  readonly caller: Caller;
  readonly base: ApiBase;
}

type Outcome = CreateOutcome | DeleteOutcome | SleepOutcome | WakeOutcome;

/** An answer, and what the run behind it did, for the audit. */
export interface Performed {
  readonly answer: Answer;
  readonly outcome?: Outcome | GroupOutcome<Outcome>;
}

/** The request of an operation. */
export type Of<K extends ApiRequest['operation']> = Extract<ApiRequest, { operation: K }>;

/** The answer to a caller whose key may not use these profiles. */
export function refuseProfiles({ name }: Caller, profiles: readonly string[], of: string): Answer {
  const message = `API key ${name} may not use profile ${profiles.join(', ')}${of}.`;
  return refuse(403, [{ code: 'forbidden', field: 'profile', message }]);
}
