import { compressionOf, decompress } from '../../shared/log/decode/compression.ts';
import { BATCH_NAMES, makeBatch } from '../batches/make-batches.ts';
import { WORKS } from '../works/services.ts';
import type { Sent, WorkName } from '../works/work.ts';
import { FLOORS } from './floors.ts';

/** Small enough for a test, and still with every kind of payload. */
const SCALE = 0.2;
const MAX_BYTES = 64 * 1024 * 1024;

function textsOf(sent: Sent): readonly string[] {
  if (!Buffer.isBuffer(sent)) return (sent as readonly { readonly data: Buffer }[]).map(({ data }) => String(data));
  const compression = compressionOf(sent);
  const opened = compression === undefined ? undefined : decompress(sent, compression, MAX_BYTES);
  const body = opened?.status === 'ok' ? opened.data : sent;
  return body.toString().trimEnd().split('\n');
}

function sorted(parts: readonly Sent[]): readonly string[] {
  return parts.flatMap(textsOf).sort();
}

const works: readonly WorkName[] = [
  's3-sink',
  's3-sink-zstd',
  'decode-validate-group',
  'forwarders',
  'router',
  'es-sink',
];

describe('the floor', () => {
  const { POWERTOOLS_DEV } = process.env;
  beforeAll(() => {
    // The telemetry's lines go to the console, not past it.
    process.env['POWERTOOLS_DEV'] = 'true';
  });
  afterAll(() => {
    process.env['POWERTOOLS_DEV'] = POWERTOOLS_DEV ?? '';
  });
  beforeEach(() => {
    for (const level of ['log', 'info', 'warn', 'error'] as const) jest.spyOn(console, level).mockReturnValue();
  });

  it.each(works.flatMap((work) => BATCH_NAMES.map((batch) => [work, batch] as const)))(
    'of %s does the same work on %s',
    async (work, batch) => {
      const event = makeBatch(batch, SCALE);
      const byFloor: Sent[] = [];
      const byWork: Sent[] = [];
      FLOORS[work](event, (sent) => byFloor.push(sent));
      await WORKS[work]((sent) => byWork.push(sent))(event);
      expect(byFloor.length).toBeGreaterThan(0);
      expect(sorted(byWork)).toEqual(sorted(byFloor));
    },
  );

  it('finds the same number of logs in every run', () => {
    const counts = BATCH_NAMES.map((batch) => {
      let logs = 0;
      FLOORS.forwarders(makeBatch(batch), (sent) => {
        logs += sent.length;
      });
      return logs;
    });
    expect(counts).toEqual([1000, 5000, 5000, 4000, 2400, 2400]);
  });
});
