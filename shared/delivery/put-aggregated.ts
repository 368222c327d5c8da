import { type DeliverContext, type Outcome, retryable } from '../pipeline/outcome.ts';
import type { OutputRecord } from '../pipeline/ports.ts';
import { type PackedRecord, packRecords } from './kpl/pack-records.ts';
import { isRefusedAlone, judgeAnswers, type PutAnswer } from './put-answer.ts';
import { sendItems } from './put-plain.ts';
import type { Aggregation, RecordTarget } from './record-target.ts';

/** The partition key counts towards a record's limit: 256 characters of at most 3 bytes, and some more. */
const KEY_BYTES = 1024;

/** Refused aggregates of which no log was taken either, after which the target itself must be what is wrong. */
const MAX_REFUSED = 3;

/**
 * Delivers logs to a stream in aggregates, one outcome for each log. What is throttled or unreachable is so for all logs of
 * the aggregate. Where the stream refuses an aggregate alone, its logs are sent again as records of their own, so that the
 * fault of one log is not that of its neighbours.
 */
export async function putAggregated<Item>(
  target: RecordTarget<Item>,
  { maxBytes, shards }: Aggregation,
  logs: readonly Item[],
  context: DeliverContext,
): Promise<readonly Outcome[]> {
  const records = logs.map((log) => target.toRecord(log));
  const plainTarget = { name: target.name, put: target.put, limits: target.limits };
  const mostBytes = Math.min(maxBytes, target.limits.maxRecordBytes - KEY_BYTES);
  const packs = packRecords(records, { shards, maxBytes: mostBytes });
  const packed = { ...plainTarget, toRecord: ({ record }: PackedRecord) => record };
  const answers = [...(await sendItems(packed, packs, context))];
  const single = { ...plainTarget, toRecord: (position: number) => records[position] as OutputRecord }; // one for each log
  const sentAgain = await sendLogsOf(packs, answers, (positions) => sendItems(single, positions, context));
  return outcomesOf(packs, judgeAnswers(answers), sentAgain);
}

/** Sends the logs of each refused aggregate alone; their answers are put behind the others'. @returns where they begin, by aggregate. */
async function sendLogsOf(
  packs: readonly PackedRecord[],
  answers: PutAnswer[],
  send: (positions: readonly number[]) => Promise<readonly PutAnswer[]>,
): Promise<ReadonlyMap<PackedRecord, number>> {
  const sentAgain = new Map<PackedRecord, number>();
  const refused = packs.filter(
    ({ positions }, index) => positions.length > 1 && isRefusedAlone(answers[index] as PutAnswer),
  ); // one for each
  let wasTaken = answers.some(isTaken);
  for (const pack of refused) {
    if (!wasTaken && sentAgain.size >= MAX_REFUSED) break;
    const start = answers.length;
    const own = await send(pack.positions);
    sentAgain.set(pack, start);
    // What was taken of the same aggregate shows that the target was well, also when it took several calls.
    answers.push(...own.map((answer) => (answer.status === 'failed' ? { ...answer, callStart: start } : answer)));
    wasTaken ||= own.some(isTaken);
  }
  return sentAgain;
}

function isTaken({ status }: PutAnswer): boolean {
  return status === 'taken';
}

function outcomesOf(
  packs: readonly PackedRecord[],
  judged: readonly Outcome[],
  sentAgain: ReadonlyMap<PackedRecord, number>,
): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  packs.forEach((pack, index) => {
    const { positions } = pack;
    const start = sentAgain.get(pack);
    const shared = judged[index] as Outcome; // one for each record
    positions.forEach((position, at) => {
      const own = start === undefined ? undefined : judged[start + at];
      outcomes[position] = positions.length === 1 ? shared : ownOutcome(shared, own);
    });
  });
  return outcomes;
}

/** An answer for the aggregate alone rejects none of its logs: they are tried again, and the invocation counts. */
function ownOutcome(shared: Outcome, own: Outcome | undefined): Outcome {
  const isUntried = own === undefined || (own.status === 'retryable' && own.scope === 'postponed');
  if (!isUntried) return own;
  return shared.status === 'rejected' ? retryable('entry', shared.error) : shared;
}
