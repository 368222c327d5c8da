/** One edit of a source file: the text to find, which must be in the file exactly once, and its replacement. */
interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A deliberate fault in the pipeline, which the oracle must catch. */
export interface Mutation {
  readonly name: string;
  readonly edits: readonly [Edit, ...Edit[]];
}

const PROGRESS = 'shared/pipeline/progress';

/** The deliberate faults, each a mistake that a developer could make. */
export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'the progress row is written before the dead letters',
    edits: [
      { file: 'shared/pipeline/log-pipeline.ts', find: '.after(saveProgress(progress, now))', replace: '' },
      {
        file: 'shared/pipeline/log-pipeline.ts',
        find: '.after(trackRetries(limits, now))',
        replace: '.after(trackRetries(limits, now)).after(saveProgress(progress, now))',
      },
    ],
  },
  mutation(
    'the checkpoint is the highest failure',
    `${PROGRESS}/plan-progress.ts`,
    'entry.sequenceNumber, lowest) < 0',
    'entry.sequenceNumber, lowest) > 0',
  ),
  mutation(
    'attempts are forgotten',
    'shared/pipeline/retry/judge-retries.ts',
    'earlier: earlier.attempts(result)',
    'earlier: 0',
  ),
  mutation(
    'a dead letter that cannot be written counts as written',
    'shared/pipeline/dead-letter/write-dead-letters.ts',
    'if (failures.size === 0) return results;',
    'return results;',
  ),
  mutation(
    'settled deliveries are not skipped',
    `${PROGRESS}/recall.ts`,
    'earlier.isSettled({ entry: log, target })',
    '(log === undefined || target === undefined)',
  ),
  mutation(
    'spilled entries are not remembered',
    `${PROGRESS}/progress.ts`,
    "if (outcome.status === 'filtered' ||",
    "if (outcome.status === 'filtered' || outcome.status === 'rejected' ||",
  ),
  mutation(
    'targets share one bit',
    `${PROGRESS}/progress.ts`,
    'recordOf(at)?.settled.get(at.target)?.has(at.entry.ordinal)',
    '[...(recordOf(at)?.settled.values() ?? [])].some((set) => set.has(at.entry.ordinal))',
  ),
  mutation('entries of a record share one bit', `${PROGRESS}/progress.ts`, '?.has(at.entry.ordinal)', '?.has(0)'),
  mutation(
    'an outage is spilled at once',
    'shared/pipeline/retry/judge-retries.ts',
    'nowMs - result.entry.arrivedAtMs <= limits.holdMaxAgeMs',
    'nowMs < 0',
  ),
  mutation(
    'an invocation does not wait in an outage',
    'shared/pipeline/retry/with-retries.ts',
    "(untilDeadline === true && outcome.scope !== 'entry')",
    '(untilDeadline === undefined)',
  ),
  mutation(
    'a new row forgets what the old one knew',
    `${PROGRESS}/plan-progress.ts`,
    '...own.map((row) => row.progress), ',
    '',
  ),
  mutation(
    'half a bisected batch deletes the row of both',
    `${PROGRESS}/plan-progress.ts`,
    'own.filter((row) => isPast(row, input.last))',
    'own.filter((row) => isPast(row, input.last) || true)',
  ),
  mutation(
    'old rows go although the new one was not written',
    `${PROGRESS}/progress-store.ts`,
    'if (problems.length > 0) return { problems };',
    '',
  ),
  mutation(
    'the marks of a record that kills are forgotten',
    `${PROGRESS}/progress-store.ts`,
    '(row?.starts ?? 0) + 1',
    '1',
  ),
  mutation(
    'the dead letter of a record that kills does not say what was settled',
    `${PROGRESS}/settled-entries.ts`,
    'record.settled.size === 0',
    'record.settled.size >= 0',
  ),
  mutation(
    'a retried outcome lands on another log',
    'shared/pipeline/retry/with-retries.ts',
    'outcomes[index] = addTry(',
    'outcomes[at] = addTry(',
  ),
  mutation(
    'a refusal of the only record of a request counts at once',
    'shared/delivery/put-answer.ts',
    "isAlone ? 'unclear'",
    "isAlone ? 'entry'",
  ),
  mutation(
    'a refusal of the only record of a request never counts',
    'shared/pipeline/retry/judge-retries.ts',
    "earlier > 0 ? 'entry'",
    "earlier < 0 ? 'entry'",
  ),
  mutation(
    'the last try of a refused entry forgets the tries before it',
    'shared/pipeline/retry/with-retries.ts',
    "now.scope === 'unclear' ||",
    "now.scope === 'postponed' ||",
  ),
  mutation(
    'rejects are dropped without a dead letter',
    'shared/pipeline/read-logs.ts',
    'else rejects.push(rejectedResult(validated, entry));',
    '',
  ),
  mutation(
    'a log is serialised again',
    'shared/delivery/record-target.ts',
    'data: log.data,',
    'data: Buffer.from(JSON.stringify(JSON.parse(log.data.toString()))),',
  ),
  mutation(
    'groups beyond the limit count as written',
    'services/s3-sink/deliver.ts',
    'fill(noRoom, postponedFrom)',
    "fill({ status: 'delivered' }, postponedFrom)",
  ),
  mutation(
    'a chunk without an ack counts as delivered',
    'services/fluent-sink/answer.ts',
    'outcomes[index] = failure;',
    'outcomes[index] = DELIVERED;',
  ),
  {
    name: 'an empty chunk counts as proof that the receiver works',
    edits: [
      {
        file: 'services/fluent-sink/deliver.ts',
        find: 'const isOnly = logs.length === 1;',
        replace: `const isOnly = logs.length === 1;
          const empty = { tag: 'app.test', id: 'empty', members: [], entries: Buffer.alloc(0) };
          const probe = refused.length > 0 ? await options.send([empty], { ...context, oneByOne: true }) : undefined;
          const evidence = { status: 'retryable', scope: 'entry', error: 'it takes an empty chunk' };`,
      },
      {
        file: 'services/fluent-sink/deliver.ts',
        find: 'outcomes[index] = readRefusal(',
        replace: 'outcomes[index] = probe?.confirmed.size ? evidence : readRefusal(',
      },
    ],
  },
  mutation(
    'a log that was sent alone counts as refused',
    'services/fluent-sink/answer.ts',
    "isOnly || someDelivered ? 'unclear'",
    "isOnly || someDelivered ? 'entry'",
  ),
  mutation(
    'a delivery counts as complete when its first log was confirmed',
    'shared/pipeline/deliver-batch.ts',
    "if (outcomes[index]?.status !== 'delivered') return false;",
    "if (outcomes[0]?.status !== 'delivered') return false;",
  ),
  mutation(
    'a log goes only to the first of its targets',
    'shared/pipeline/sort-logs.ts',
    'for (const target of targets) addTo(byTarget, target, log);',
    'for (const target of targets.slice(0, 1)) addTo(byTarget, target, log);',
  ),
];

/**
 * The mutated text of a file.
 * @throws when a text to find is not in the file exactly once: the list is out of date.
 */
export function mutate({ name, edits }: Mutation, file: string, source: string): string {
  return edits
    .filter((edit) => edit.file === file)
    .reduce((text, { find, replace }) => {
      const count = text.split(find).length - 1;
      if (count !== 1)
        throw new Error(`mutation "${name}": found ${JSON.stringify(find)} ${count} times in ${file}, expected once`);
      return text.replace(find, () => replace);
    }, source);
}

function mutation(name: string, file: string, find: string, replace: string): Mutation {
  return {
    name,
    edits: [{ file, find, replace }],
  };
}
