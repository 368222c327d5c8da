import { readAggregate } from '../../log/decode/kpl.ts';
import { PortError, type PutRecords } from '../../pipeline/ports.ts';
import type { DestinationFault } from '../../pipeline/testing/contract-world.ts';

/** Streams in memory that take records, and can be made to fail all at once or record by record. */
export interface SimulatedStreams {
  readonly put: PutRecords;
  readonly setFault: (fault: DestinationFault) => void;
  /** Texts taken, by stream. */
  readonly taken: ReadonlyMap<string, readonly string[]>;
}

/** Creates streams without records or faults; each exists once something is put to it. */
export function createSimulatedStreams(): SimulatedStreams {
  let fault: DestinationFault = 'none';
  const taken = new Map<string, string[]>();
  const put: PutRecords = async ({ target, records, signal }) => {
    if (fault === 'down') throw new PortError('connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' });
    if (fault === 'hang') return abortion(signal);
    const refuse = typeof fault === 'object' ? fault.refuse : () => false;
    const stream = taken.get(target) ?? [];
    taken.set(target, stream);
    return records.map(({ data }) => {
      const texts = textsOf(data);
      if (texts.some(refuse)) return { status: 'failed', code: 'InternalFailure', message: 'internal service failure' };
      stream.push(...texts);
      return { status: 'ok' };
    });
  };
  return {
    put,
    taken,
    setFault: (next) => {
      fault = next;
    },
  };
}

/** The texts of a record's logs: of all of them, where it is an aggregate. */
export function textsOf(data: Buffer): readonly string[] {
  const records = readAggregate(data, Number.POSITIVE_INFINITY);
  return Array.isArray(records) ? records.map((record) => record.data.toString()) : [data.toString()];
}

function abortion(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(new PortError('aborted', { code: 'AbortError' })));
  });
}
