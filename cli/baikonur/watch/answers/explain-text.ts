import { setImmediate } from 'node:timers/promises';
import { z } from 'zod';
import { createTools, type StageTools } from '../../explain/create-tools.ts';
import { describeExplanation } from '../../explain/describe.ts';
import { explainPiece } from '../../explain/explain-piece.ts';
import type { Explanation } from '../../explain/explanation.ts';
import { openText } from '../../input/open-text.ts';
import { readRecords } from '../../input/read-records.ts';
import type { OperatedStage } from '../../operator/operate.ts';
import { type ExplainAnswer, type ExplainedLog, MOST_COUNTED } from '../page-requests.ts';
import { type Answer, RequestError } from '../server/answers.ts';
import { createLogWay, type LogWay } from './log-way.ts';

/** Logs that are answered; the others are counted. */
const MOST_LOGS = 100;
/** Read at a time: between two pieces other pages are served. */
const PIECE_BYTES = 64 * 1024;
const request = z.object({ text: z.string().trim().min(1) });

/** Explains pasted logs, offline, as `baikonur explain` does. */
export function createExplainText({ topology, env }: OperatedStage, nowMs: () => number): Answer {
  const wayOf = createLogWay(topology);
  let tools: StageTools | undefined;
  return async (body): Promise<ExplainAnswer> => {
    const { data } = request.safeParse(body);
    if (data === undefined) throw new RequestError('expected a log as text');
    tools ??= createTools(topology, env);
    const { first, count } = await explain(data.text, tools, nowMs());
    return { logs: first.map((one) => viewOf(one, wayOf)), count };
  };
}

async function explain(text: string, tools: StageTools, nowMs: number) {
  const { routerStream: streamName, fields, maxDecompressedBytes } = tools;
  const input = await openText(pieces(text), maxDecompressedBytes);
  const first: Explanation[] = [];
  let count = 0;
  for await (const some of readRecords(input, { streamName, nowMs, fields })) {
    for (const piece of some) {
      const { explanations } = explainPiece(piece, tools);
      first.push(...explanations.slice(0, MOST_LOGS - first.length));
      count += explanations.length;
    }
    if (count >= MOST_COUNTED) return { first, count: MOST_COUNTED };
  }
  return { first, count };
}

async function* pieces(text: string): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    yield bytes.subarray(at, at + PIECE_BYTES);
    await setImmediate();
  }
}

function viewOf(explanation: Explanation, wayOf: LogWay): ExplainedLog {
  const { outcome, reason, error, logType, logId, identity } = explanation;
  const stream = identity?.split('/', 1)[0];
  return {
    outcome,
    lines: describeExplanation(explanation, (_, text) => text).split('\n'),
    ...(reason && { reason }),
    ...(error && { error }),
    ...(logType && { logType }),
    ...(logId && { logId }),
    way: outcome === 'valid' ? wayOf(explanation, stream) : [],
  };
}
