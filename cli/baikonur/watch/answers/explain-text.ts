import { z } from 'zod';
import { createTools, type StageTools } from '../../explain/create-tools.ts';
import { describeExplanation } from '../../explain/describe.ts';
import { explainPiece } from '../../explain/explain-piece.ts';
import type { Explanation } from '../../explain/explanation.ts';
import { openText } from '../../input/open-text.ts';
import { readRecords } from '../../input/read-records.ts';
import type { OperatedStage } from '../../operator/operate.ts';
import type { ExplainAnswer, ExplainedLog } from '../page-requests.ts';
import { type Answer, RequestError } from '../server/answers.ts';
import { createLogWay, type LogWay } from './log-way.ts';

/** Logs that are answered; the others are counted. */
const MOST_LOGS = 100;
const request = z.object({ text: z.string().trim().min(1) });

/** Explains pasted logs, offline, as `baikonur explain` does. */
export function createExplainText({ topology, env }: OperatedStage, nowMs: () => number): Answer {
  const wayOf = createLogWay(topology);
  let tools: StageTools | undefined;
  return async (body): Promise<ExplainAnswer> => {
    const { data } = request.safeParse(body);
    if (data === undefined) throw new RequestError('expected a log as text');
    tools ??= createTools(topology, env);
    const explanations = await explain(data.text, tools, nowMs());
    return {
      logs: explanations.slice(0, MOST_LOGS).map((one) => viewOf(one, wayOf)),
      count: explanations.length,
    };
  };
}

async function explain(text: string, tools: StageTools, nowMs: number): Promise<readonly Explanation[]> {
  const { routerStream: streamName, fields, maxDecompressedBytes } = tools;
  const input = await openText(chunks(text), maxDecompressedBytes);
  const explanations: Explanation[] = [];
  for await (const pieces of readRecords(input, { streamName, nowMs, fields })) {
    for (const piece of pieces) explanations.push(...explainPiece(piece, tools).explanations);
  }
  return explanations;
}

async function* chunks(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
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
