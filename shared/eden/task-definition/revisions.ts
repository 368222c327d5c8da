import { isOurs, tagMap } from '../run/ownership.ts';
import type { Run } from '../run/run.ts';

/** ACTIVE revisions that the journal does not name, and whether their tags say they are ours. */
export async function unjournaledRevisions(
  run: Run,
  revisions: readonly string[],
): Promise<
  readonly { readonly arn: string; readonly isOwn: boolean; readonly tags: Readonly<Record<string, string>> }[]
> {
  const journaled = new Set(run.journal.entry('taskDefinition')?.arns);
  const unjournaled = revisions.filter((arn) => !journaled.has(arn));
  return await Promise.all(
    unjournaled.map(async (arn) => {
      const tags = run.isAdopted ? {} : tagMap((await run.aws.describeTaskDefinition(arn))?.tags);
      return { arn, isOwn: isOurs(run, tags), tags };
    }),
  );
}
