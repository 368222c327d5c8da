import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { makeContext, makeLog } from '../../shared/delivery/testing/make-log.ts';
import type { Outcome } from '../../shared/pipeline/outcome.ts';
import { PortError, type PutObject } from '../../shared/pipeline/ports.ts';
import { createObjectDeliver } from './deliver.ts';

const settings = {
  bucket: 'archive',
  prefix: 'logs',
  layout: 'baikonur',
  compression: { format: 'gzip', level: 6 },
  maxGroups: 500,
} as const;
type Put = Parameters<PutObject>[0];

function createBucket(fail: (key: string) => PortError | undefined = () => undefined) {
  const puts: Put[] = [];
  let open = 0;
  let mostOpen = 0;
  const putObject: PutObject = async (object) => {
    open++;
    mostOpen = Math.max(mostOpen, open);
    await setImmediate();
    open--;
    const error = fail(object.key);
    if (error) throw error;
    puts.push(object);
  };
  return { putObject, puts, mostOpen: () => mostOpen };
}
function logsOf(types: readonly string[]) {
  return types.map((logType, index) => makeLog({ sequence: index, logType, data: `{"n":${index}}` }));
}
function summary(outcomes: readonly Outcome[]) {
  return outcomes.map((outcome) => (outcome.status === 'retryable' ? outcome.scope : outcome.status));
}
function linesOf({ body }: Put) {
  return gunzipSync(body).toString().trimEnd().split('\n');
}

describe('createObjectDeliver', () => {
  it('writes one object a type, of its lines in order', async () => {
    const { putObject, puts } = createBucket();
    const context = makeContext();
    const outcomes = await createObjectDeliver(putObject, settings)(logsOf(['a', 'b', 'a']), context);
    expect(summary(outcomes)).toEqual(['delivered', 'delivered', 'delivered']);
    expect(puts.map(linesOf)).toEqual([['{"n":0}', '{"n":2}'], ['{"n":1}']]);
    expect(puts[0]).toMatchObject({
      bucket: 'archive',
      key: expect.stringMatching(
        /^logs\/a\/2026-11\/22\/2026-11-22-12:00:00-id-0-stream_shardId-000000000000_0-[0-9a-f]{16}\.gz$/,
      ),
      contentType: 'application/x-ndjson',
      contentEncoding: 'gzip',
      signal: context.signal,
    });
    expect(context.bytesOut()).toBe(puts.reduce((sum, { body }) => sum + body.length, 0));
  });

  it.each([
    ['SlowDown', 503, 'destination'],
    ['KeyTooLongError', 400, 'entry'],
  ])('holds %s (%s) against the %s, and only the object it hit', async (code, httpStatus, scope) => {
    const error = new PortError(`${code}: said so`, { code, httpStatus });
    const { putObject } = createBucket((key) => (key.startsWith('logs/b/') ? error : undefined));
    const outcomes = await createObjectDeliver(putObject, settings)(logsOf(['a', 'b', 'b', 'c']), makeContext());
    expect(summary(outcomes)).toEqual(['delivered', scope, scope, 'delivered']);
    expect(outcomes[1]).toMatchObject({ error: `${code}: said so` });
  });

  it('writes the same object again when a failed group is tried again', async () => {
    let isDown = true;
    const keys: string[] = [];
    const { putObject } = createBucket((key) => {
      keys.push(key);
      return isDown ? new PortError('cut', { code: 'ECONNRESET' }) : undefined;
    });
    const deliver = createObjectDeliver(putObject, settings);
    await deliver(logsOf(['a', 'a']), makeContext());
    isDown = false;
    expect(summary(await deliver(logsOf(['a', 'a']), makeContext()))).toEqual(['delivered', 'delivered']);
    expect(keys[1]).toBe(keys[0]);
  });

  it('opens at most MAX_GROUPS groups and postpones the rest', async () => {
    const { putObject, puts } = createBucket();
    const deliver = createObjectDeliver(putObject, { ...settings, maxGroups: 2 });
    const outcomes = await deliver(logsOf(['a', 'b', 'a', 'c', 'a']), makeContext());
    expect(summary(outcomes)).toEqual(['delivered', 'delivered', 'delivered', 'postponed', 'postponed']);
    expect(puts).toHaveLength(2);
  });

  it('puts a bounded number of objects at a time', async () => {
    const { putObject, puts, mostOpen } = createBucket();
    const types = Array.from({ length: 100 }, (_, index) => `type-${index}`);
    await createObjectDeliver(putObject, settings)(logsOf(types), makeContext());
    expect([puts.length, mostOpen()]).toEqual([100, 16]);
  });

  it('postpones what no time is left for', async () => {
    const { putObject, puts } = createBucket();
    const context = makeContext(AbortSignal.abort());
    expect(summary(await createObjectDeliver(putObject, settings)(logsOf(['a']), context))).toEqual(['postponed']);
    expect(puts).toEqual([]);
  });
});
