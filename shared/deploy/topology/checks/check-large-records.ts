import type { ReportProblem } from '../problem.ts';
import { FILES } from '../sections.ts';
import type { Topology } from '../topology.ts';

/**
 * Largest record that Lambda can give to a function: an event has 6 MiB, in which the record is base64 and has names.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const MAX_READ_KIB = 4607;

const HELP = 'Lambda saves larger ones to the dead-letter bucket; senders that compress them avoid it';

/** Streams whose records can be larger than a function's event, and aggregates that would be. */
export function warnOfLargeRecords(topology: Topology, warn: ReportProblem): void {
  for (const { key, name, maxRecordSizeKiB } of topology.streams) {
    const readers = topology.functions.filter(({ source }) => source.key === key).map(({ id }) => id);
    if (maxRecordSizeKiB <= MAX_READ_KIB || readers.length === 0) continue;
    const readable = `an event of Lambda (6 MB) holds records of at most ${MAX_READ_KIB} KiB for ${readers.join(', ')}`;
    warn(FILES.streams, ['streams', key, 'maxRecordSizeKiB'], `${readable}; ${HELP}; got ${maxRecordSizeKiB}`);
    for (const { id, environment, targets } of topology.functions) {
      const maxKiB = Number(environment['AGGREGATE_MAX_KIB']);
      if (!(maxKiB > MAX_READ_KIB) || !targets.some((target) => target.name === name)) continue;
      const message = `AGGREGATE_MAX_KIB of ${id} is ${maxKiB}: ${readable}`;
      warn(FILES.streams, ['streams', key], message, [[id.startsWith('router') ? FILES.routes : FILES.forwarders, []]]);
    }
  }
}
