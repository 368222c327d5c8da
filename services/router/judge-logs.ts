import { judgeSize, putNothing } from '../../shared/delivery/judge-size.ts';
import { createPartitionKey } from '../../shared/delivery/partition-key.ts';
import type { Log } from '../../shared/log/log.ts';
import { type CreateLogJudge, type LogVerdict, passedOn, refusedBy } from '../../shared/pipeline/log-verdict.ts';
import { parseConfig } from './config.ts';
import { compileRoutes } from './routes.ts';
import { createTargets } from './targets.ts';

/** Every route that a log matches takes it, unless it is too large for the route's target. */
export const createRouterJudge: CreateLogJudge = (env) => {
  const { common, routes, partitionKey } = parseConfig(env);
  const ports = { putRecords: putNothing, putRecordBatch: putNothing };
  const targets = createTargets(routes, { ...ports, partitionKey: createPartitionKey(partitionKey, () => 0) });
  // Routes instead of their targets: the verdict names the routes.
  const { selectTargets } = compileRoutes(routes.map((route) => ({ ...route, target: route.name })));
  const follow = (name: string, log: Log): LogVerdict => {
    const address = routes.find((route) => route.name === name)?.target ?? '';
    const target = targets.get(address);
    const reject = target && judgeSize(target, log);
    const [kind = '', stream = ''] = address.split(':');
    return reject === undefined
      ? passedOn(name, kind, stream, target?.aggregation !== undefined)
      : refusedBy(name, reject);
  };
  return { by: 'router', common, judge: (log) => merge(selectTargets(log).map((name) => follow(name, log))) };
};

function merge(verdicts: readonly LogVerdict[]): LogVerdict {
  return {
    routes: verdicts.flatMap(({ routes }) => routes),
    aggregatedBy: verdicts.flatMap(({ aggregatedBy }) => aggregatedBy),
    sinks: verdicts.flatMap(({ sinks }) => sinks),
    streams: verdicts.flatMap(({ streams }) => streams),
    refusals: verdicts.flatMap(({ refusals }) => refusals),
  };
}
