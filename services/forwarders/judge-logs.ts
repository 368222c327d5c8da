import { judgeSize, putNothing } from '../../shared/delivery/judge-size.ts';
import { type CreateLogJudge, passedOn, refusedBy } from '../../shared/pipeline/log-verdict.ts';
import { parseConfig } from './config.ts';
import { createTarget } from './target.ts';

/** A forwarder passes on every log, unless it is too large for the target. */
export const createForwarderJudge: CreateLogJudge = (env, key) => {
  const config = parseConfig(env);
  const ports = { putRecords: putNothing, putRecordBatch: putNothing, random: () => 0 };
  const target = createTarget(config, ports);
  const { kind, name } = config.target;
  return {
    by: key,
    common: config.common,
    judge: (log) => {
      const reject = judgeSize(target, log);
      return reject === undefined
        ? passedOn(key, kind, name, target.aggregation !== undefined)
        : refusedBy(key, reject);
    },
  };
};
