import { gunzipSync } from 'node:zlib';
import { createObjectDeliver } from '../../../services/s3-sink/deliver.ts';
import type { PutObject } from '../../../shared/pipeline/ports.ts';
import { standing } from '../findings.ts';
import { idsIn } from '../payloads.ts';
import { takeText } from '../world.ts';
import type { OracleSink, SinkHands } from './oracle-sink.ts';

/** s3-sink, with few groups an invocation, so that some are postponed. */
export const s3Sink: OracleSink = {
  name: 's3-sink',
  targetsOf: () => ['-'],
  build: (hands) => {
    const settings = { bucket: 'archive', prefix: 'logs', layout: 'baikonur', gzipLevel: 1, maxGroups: 4 } as const;
    return { deliver: createObjectDeliver(putObjectTo(hands), settings) };
  },
};

function putObjectTo({ world, invocation, call }: SinkHands): PutObject {
  return ({ key, body, signal }) => {
    const texts = gunzipSync(body).toString().trimEnd().split('\n');
    return call({
      place: 'destination',
      name: `PutObject ${texts.flatMap((text) => idsIn(Buffer.from(text))).join(' ')}`,
      signal,
      carryOut: () => {
        // The same slice has the same name: writing it again is no repeat.
        const isNew = !world.objects.get(key)?.equals(body);
        if (world.objects.has(key) && isNew) world.findings.violate(`${key} was written over with other logs`);
        if (isNew) for (const text of texts) takeText(world, invocation, '-', text);
        world.objects.set(key, body);
      },
      onAnswerLost: () =>
        world.findings.excuse(
          texts.flatMap((text) => idsIn(Buffer.from(text))).map((id) => standing(id, '-')),
          'answer lost',
        ),
    });
  };
}
