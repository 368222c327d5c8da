import { gunzipSync } from 'node:zlib';
import type { PutObject } from '../../shared/pipeline/ports.ts';
import { PortError } from '../../shared/pipeline/ports.ts';
import type { DestinationFault } from '../../shared/pipeline/testing/contract-world.ts';
import { describeSinkContract } from '../../shared/pipeline/testing/sink-contract.ts';
import { createObjectDeliver } from './deliver.ts';

const settings = { bucket: 'archive', prefix: 'logs', layout: 'baikonur', gzipLevel: 6, maxGroups: 500 } as const;

describeSinkContract({
  name: 's3-sink',
  refusesEntries: false,
  create: () => {
    let fault: DestinationFault = 'none';
    const objects = new Map<string, Buffer>();
    let puts = 0;
    const putObject: PutObject = async ({ key, body, signal }) => {
      if (fault === 'down') throw new PortError('503 SlowDown', { code: 'SlowDown', httpStatus: 503 });
      if (fault === 'hang') {
        await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      }
      puts++;
      objects.set(key, body);
    };
    return {
      pipeline: { deliver: createObjectDeliver(putObject, settings) },
      setFault: (next) => {
        fault = next;
      },
      received: () => {
        expect(objects.size).toBe(puts);
        return [...objects.values()].flatMap((body) => gunzipSync(body).toString().trimEnd().split('\n'));
      },
    };
  },
});
