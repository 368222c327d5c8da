import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { createOpenObject, type OpenObject } from '../../../../shared/aws/open-object.ts';
import { parseDeadLetterKey } from '../../../../shared/pipeline/dead-letter/dead-letter-key.ts';
import type { FoundDeadLetter } from '../../../../shared/pipeline/dead-letter/parse-dead-letter.ts';
import { type ReadLine, readDeadLetters } from '../../../../shared/pipeline/dead-letter/read-dead-letters.ts';
import { createJudgeDeadLetter, type JudgeDeadLetter, type Judgement } from '../../dead-letters/judge-dead-letter.ts';
import { rowsOf } from '../../dead-letters/show-dead-letter.ts';
import type { OperatedStage } from '../../operator/operate.ts';
import { type DeadLetterRequest, MAX_SHOWN_CHARACTERS, type OpenedDeadLetter } from '../page-requests.ts';
import { type Answer, RequestError } from '../server/answers.ts';
import { redriveOne } from './redrive-command.ts';

const request = z.object({ key: z.string(), line: z.int().min(1) });

/** Opens one dead letter, whole: the only answer that has a record's data. */
export function createOpenDeadLetter({ topology, clients, env }: OperatedStage): Answer {
  const open = createOpenObject(clients.s3);
  const { name: bucket } = topology.deadLetterBucket;
  let judge: JudgeDeadLetter | undefined;
  return async (body, signal): Promise<OpenedDeadLetter> => {
    const { data: asked } = request.safeParse(body);
    if (asked === undefined) throw new RequestError('expected the key of an object and a line of it, from 1');
    // No other object of the bucket can be asked for.
    if (parseDeadLetterKey(asked.key, topology.settings.deadLetters.prefix) === undefined) {
      throw new RequestError('the key is not that of an object of dead letters');
    }
    const found = await readLine(open, { bucket, signal }, asked);
    judge ??= createJudgeDeadLetter(topology, env);
    return {
      ...asked,
      ...describe(found),
      now: nowOf(judge(found)),
      redrive: redriveOne(topology, found.deadLetter),
    };
  };
}

async function readLine(
  open: OpenObject,
  { bucket, signal }: { readonly bucket: string; readonly signal: AbortSignal },
  { key, line }: DeadLetterRequest,
): Promise<FoundDeadLetter> {
  const object = await open({ bucket, key, signal });
  if (object === undefined) throw new RequestError('it is gone: a redrive moved it, or its lifetime has ended', 404);
  try {
    for await (const lines of readDeadLetters(object)) {
      const found = lines.find((one) => one.line === line);
      if (found !== undefined) return taken(found);
    }
  } finally {
    object.destroy();
  }
  throw new RequestError(`the object has no line ${line}`, 404);
}

function taken(found: ReadLine): FoundDeadLetter {
  if (found.status === 'found') return found;
  throw new RequestError(`the line is no dead letter: ${found.sentence}`, 404);
}

function describe({ deadLetter, data }: FoundDeadLetter): Omit<OpenedDeadLetter, 'key' | 'line' | 'now' | 'redrive'> {
  const { identity, reason, error } = deadLetter;
  const encoding = isUtf8(data) ? 'text' : 'base64';
  const text = encoding === 'text' ? data.toString() : data.toString('base64');
  const shown = text.slice(0, MAX_SHOWN_CHARACTERS);
  return {
    identity,
    reason,
    error,
    fields: rowsOf(deadLetter).map(([label, value]) => ({ label, value })),
    record: { encoding, data: shown, bytes: data.length, isCut: shown.length < text.length },
  };
}

function nowOf(judgement: Judgement): OpenedDeadLetter['now'] {
  return { status: judgement.status, sentence: sentenceOf(judgement) };
}

function sentenceOf(judgement: Judgement): string {
  switch (judgement.status) {
    case 'accepted':
      return 'it would be delivered';
    case 'destination':
      return 'it would be sent: nothing here refuses it, the destination decides';
    case 'refused':
      return `it would be refused again: ${judgement.reason}: ${judgement.error}`;
    case 'filtered':
      return 'it would go nowhere: its type is not taken any more';
    case 'unknownFunction':
      return 'it is of a function that config/ does not have';
  }
}
