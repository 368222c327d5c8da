import { requireStream } from './require-stream.ts';

const STREAMS = { streams: [] };
const DEPLOYED = { mode: 'on-demand', shards: 1, retentionHours: 24 } as const;

it('refuses a stream that is not there', async () => {
  const asked = requireStream(async () => undefined, { option: '--to', name: 'acrhive' }, STREAMS);
  await expect(asked).rejects.toThrow('--to: there is no stream "acrhive"');
});

it.each(['archive', 'arn:aws:kinesis:eu-west-1:111122223333:stream/other'])('takes %s', async (name) => {
  const describe = async (asked: string) => (asked === 'archive' ? DEPLOYED : undefined);
  await expect(requireStream(describe, { option: '--to', name }, STREAMS)).resolves.toBeUndefined();
});
