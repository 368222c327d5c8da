import { type CreateLogJudge, judgeAsSink } from '../../shared/pipeline/log-verdict.ts';
import { parseConfig } from './config.ts';
import { chunkLogs } from './request.ts';

/** fluent-sink refuses logs that no chunk holds, and times that no event has. */
export const createFluentJudge: CreateLogJudge = (env) => {
  const { common, chunks } = parseConfig(env);
  return judgeAsSink('fluent-sink', common, (log) => chunkLogs([log], chunks).rejects.get(0));
};
