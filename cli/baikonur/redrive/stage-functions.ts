import { MANIFESTS } from '../../../services/manifests.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';

/** Whether a function is meant: one of the stage that reads a stream. */
export type IsOfStage = (functionName: string) => boolean;

/** Without a version, an alias or an account. @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
const NAME = /^[\w-]{1,64}$/;

/**
 * Dead letters and saved batches name the function that receives them again. Whoever may write to their bucket may name any
 * function of the account: only those are taken that read a stream of this stage, in `config/` or not any more.
 */
export function createIsOfStage({ project, stage }: Pick<Topology, 'project' | 'stage'>): IsOfStage {
  const begins = MANIFESTS.filter(({ trigger }) => trigger === 'stream').map(
    ({ name }) => `${project}-${stage}-${name}-`,
  );
  return (name) => NAME.test(name) && begins.some((begin) => name.startsWith(begin));
}
