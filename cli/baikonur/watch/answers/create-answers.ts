import type { OperatedStage } from '../../operator/operate.ts';
import type { DeadLetterCache } from '../reading/dead-letter-cache.ts';
import { type Answers, RequestError } from '../server/answers.ts';
import { createExplainText } from './explain-text.ts';
import { createFindLog } from './find-log.ts';
import { createListDeadLetters } from './list-dead-letters.ts';
import { createOpenDeadLetter } from './open-dead-letter.ts';
import { createSendFile } from './send-file.ts';

/** The answers to a page about one stage. Nothing but `send`, on a local AWS, changes anything. */
export function createAnswers(
  operated: OperatedStage,
  {
    deadLetters,
    nowMs,
    canSend,
  }: { readonly deadLetters: DeadLetterCache; readonly nowMs: () => number; readonly canSend: boolean },
): Answers {
  return {
    deadLetters: createListDeadLetters(operated.topology, deadLetters, nowMs),
    deadLetter: createOpenDeadLetter(operated),
    explain: createExplainText(operated, nowMs),
    find: createFindLog(operated, { nowMs, readsStreams: canSend }),
    send: canSend ? createSendFile(operated, nowMs) : refuseToSend,
  };
}

async function refuseToSend(): Promise<never> {
  throw new RequestError('logs are sent from the page only to a stage on this machine: use baikonur send');
}
