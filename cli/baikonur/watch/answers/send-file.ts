import { createPutRecords } from '../../../../shared/aws/put-records.ts';
import { kinesisLimits } from '../../../../shared/delivery/output-limits.ts';
import { createRetryOptions } from '../../../../shared/pipeline/retry/retry-options.ts';
import { openText } from '../../input/open-text.ts';
import { type Piece, readRecords } from '../../input/read-records.ts';
import type { OperatedStage } from '../../operator/operate.ts';
import { countText } from '../../operator/quantity.ts';
import { createPack } from '../../send/pack.ts';
import { sendLines } from '../../send/send-lines.ts';
import { readSendables } from '../../send/sendable.ts';
import { chooseStream, readStreamSettings } from '../../stream-settings.ts';
import type { SendAnswer } from '../page-requests.ts';
import { RequestError } from '../server/answers.ts';
import { sampleLines } from './sample-lines.ts';

/** Ids that are listed. */
const MOST_IDS = 20;
const MOST_TRIES = 5;
const LINES_A_RECORD = 500;
const TIMEOUT_MS = 30_000;

/** Sends the records of a file to the router's stream, as `baikonur send` does; nothing: samples. Only on a local AWS. */
export function createSendFile({ topology, clients, env }: OperatedStage, nowMs: () => number) {
  const { name: stream, maxRecordSizeKiB } = chooseStream(topology, undefined);
  const { schema, decode } = readStreamSettings(topology, stream, env);
  return async (body: Buffer): Promise<SendAnswer> => {
    const ids: string[] = [];
    const problems: string[] = [];
    const bytes = body.length === 0 ? sampleLines(nowMs()) : body;
    const opened = await openText(once(bytes), decode.maxDecompressedBytes);
    const records = readRecords(opened, { streamName: stream, nowMs: nowMs(), fields: schema.fields });
    const counts = await sendLines(readSendables(noteIds(records, schema.fields.logId, ids)), {
      stream,
      put: createPutRecords(clients.kinesis, { timeoutMs: TIMEOUT_MS }),
      retries: createRetryOptions(MOST_TRIES),
      signal: new AbortController().signal,
      pack: createPack({ form: 'plain', fields: schema.fields, maxLines: LINES_A_RECORD, now: nowMs }),
      limits: kinesisLimits(maxRecordSizeKiB),
      now: nowMs,
      sleep: async () => undefined,
      warn: (sentence) => void problems.push(sentence),
      progress: () => undefined,
    });
    const refused = counts.failed + counts.tooLarge;
    if (counts.sent === 0) throw new RequestError(problems[0] ?? 'there is nothing in it');
    const rest = refused === 0 ? '' : `; ${refused} not: ${problems[0] ?? 'refused'}`;
    return {
      records: counts.sent,
      refused,
      ids,
      sentence: `${countText(counts.sent, 'record')} sent to ${stream}${rest}`,
    };
  };
}

async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Passes pieces on, and notes the ids of the first logs that are plain JSON. */
async function* noteIds(
  input: AsyncIterable<readonly Piece[]>,
  field: string,
  ids: string[],
): AsyncGenerator<readonly Piece[]> {
  for await (const pieces of input) {
    for (const { found } of pieces) {
      for (const one of found) {
        const id = one.status === 'record' && ids.length < MOST_IDS ? idOf(one.record.data, field) : undefined;
        if (id !== undefined) ids.push(id);
      }
    }
    yield pieces;
  }
}

function idOf(base64: string, field: string): string | undefined {
  try {
    const value = JSON.parse(Buffer.from(base64, 'base64').toString())[field];
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
