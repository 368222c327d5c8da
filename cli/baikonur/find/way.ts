import { errorText } from '../../../shared/errors/error-text.ts';
import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import { createTools } from '../explain/create-tools.ts';
import { explainRecords } from '../explain/explain-records.ts';
import type { OperatedStage } from '../operator/operate.ts';
import type { Looking } from './looking.ts';
import type { Way } from './report.ts';

/** The way that today's `config/` gives a log, from the stream it was found on, else from the router's. */
export function wayOf(record: StreamRecord, { topology, env }: OperatedStage, skip: Looking['skip']): Way | undefined {
  try {
    const { explanations } = explainRecords([record], createTools(topology, env), { hasIdentity: true });
    const [first] = explanations;
    if (first === undefined) return undefined;
    const { outcome, reason, routes, sinks } = first;
    return { outcome, ...(reason !== undefined && { reason }), routes, sinks };
  } catch (error) {
    skip('the routes of today', errorText(error));
    return undefined;
  }
}
