import { decodeMulti } from '@msgpack/msgpack';
import { createDeliver } from '../../../services/fluent-sink/deliver.ts';
import type { SendChunks } from '../../../services/fluent-sink/forward/forward-client.ts';
import type { Chunk } from '../../../services/fluent-sink/request.ts';
import { standing } from '../findings.ts';
import { idsIn } from '../payloads.ts';
import { takeText } from '../world.ts';
import type { OracleSink, SinkHands } from './oracle-sink.ts';

/** fluent-sink: a lost ack is a lost answer. */
export const fluentSink: OracleSink = {
  name: 'fluent-sink',
  targetsOf: () => ['-'],
  build: (hands) => {
    const chunks = {
      label: 'test',
      record: 'message',
      time: 'event',
      maxChunkBytes: 1000,
      maxChunkEntries: 4,
    } as const;
    const countUnconfirmed = (): void => undefined;
    return { deliver: createDeliver({ chunks, send: sendChunksTo(hands), requireAck: true, countUnconfirmed }) };
  },
};

/** A receiver that takes chunks one after the other and closes the connection at the first that fails. */
function sendChunksTo({ world, invocation, call }: SinkHands): SendChunks {
  return async (chunks, { signal }) => {
    const confirmed = new Set<Chunk>();
    const suspects = new Set<Chunk>();
    const failures: string[] = [];
    for (const chunk of chunks) {
      const texts = [...decodeMulti(chunk.entries)].map(
        (entry) => (entry as [unknown, { message: string }])[1].message,
      );
      const ids = texts.flatMap((text) => idsIn(Buffer.from(text)));
      try {
        const isTaken = await call({
          place: 'destination',
          name: `Forward ${ids.join(' ')}`,
          signal,
          carryOut: () => {
            if (ids.some((id) => world.scenario.poison.has(id))) return false;
            for (const text of texts) takeText(world, invocation, '-', text);
            return true;
          },
          onAnswerLost: () =>
            world.findings.excuse(
              ids.map((id) => standing(id, '-')),
              'answer lost',
            ),
        });
        if (!isTaken) {
          suspects.add(chunk);
          throw new Error('closed the connection before its ack');
        }
        confirmed.add(chunk);
      } catch (error) {
        failures.push((error as Error).message);
        break;
      }
    }
    return { confirmed, suspects, tried: !signal.aborted || failures.length > 0, failures };
  };
}
