import { createObjectDeliver } from '../../../services/s3-sink/deliver.ts';
import { compressionOf, decompress } from '../../../shared/log/decode/compression.ts';
import type { PutObject } from '../../../shared/pipeline/ports.ts';
import { standing } from '../findings.ts';
import { idsIn } from '../payloads.ts';
import { takeText } from '../world.ts';
import type { OracleSink, SinkHands } from './oracle-sink.ts';

/** s3-sink, with few groups an invocation, so that some are postponed. */
export const s3Sink: OracleSink = {
  name: 's3-sink',
  targetsOf: () => ['-'],
  build: (hands) => ({
    deliver: createObjectDeliver(putObjectTo(hands), {
      bucket: 'archive',
      prefix: 'logs',
      layout: 'baikonur',
      compression: { format: 'zstd', level: 1 },
      maxGroups: 4,
    }),
  }),
};

const MAX_BYTES = 64 * 1024 * 1024;

function putObjectTo({ world, invocation, call }: SinkHands): PutObject {
  return ({ key, body, signal }) => {
    const texts = textsOf(body);
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

function textsOf(body: Buffer): readonly string[] {
  const opened = decompress(body, compressionOf(body) ?? 'gzip', MAX_BYTES);
  if (opened.status !== 'ok') throw new Error(`an object cannot be read: ${opened.status}`);
  return opened.data.toString().trimEnd().split('\n');
}
