import { decompress } from '../../shared/log/decode/compression.ts';
import type { PutObject } from '../../shared/pipeline/ports.ts';
import { PortError } from '../../shared/pipeline/ports.ts';
import type { DestinationFault } from '../../shared/pipeline/testing/contract-world.ts';
import { describeSinkContract } from '../../shared/pipeline/testing/sink-contract.ts';
import { COMPRESSION_FORMATS } from './compress.ts';
import { createObjectDeliver } from './deliver.ts';

const SETTINGS = { bucket: 'archive', prefix: 'logs', layout: 'baikonur', maxGroups: 500 } as const;
const MAX_BYTES = 1024 * 1024;

describe.each(COMPRESSION_FORMATS)('with %s', (format) => {
  const settings = { ...SETTINGS, compression: { format, level: 6 } } as const;

  function linesOf(body: Buffer): readonly string[] {
    const opened = decompress(body, format, MAX_BYTES);
    if (opened.status !== 'ok') throw new Error(`an object is not ${format}: ${opened.status}`);
    return opened.data.toString().trimEnd().split('\n');
  }

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
          return [...objects.values()].flatMap(linesOf);
        },
      };
    },
  });
});
