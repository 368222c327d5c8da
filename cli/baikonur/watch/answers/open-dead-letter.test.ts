import { join } from 'node:path';
import { MANIFESTS } from '../../../../services/manifests.ts';
import { loadTopology } from '../../../../shared/deploy/topology/read-config.ts';
import { type BucketServer, startBucketServer } from '../../dead-letters/testing/bucket-server.ts';
import { type RejectedLog, storeDeadLetters } from '../../dead-letters/testing/store-dead-letters.ts';
import { openStage } from '../../operator/operate.ts';
import { NOW_MS } from '../../testing/run-command.ts';
import { MAX_SHOWN_CHARACTERS, type OpenedDeadLetter } from '../page-requests.ts';
import { createDeadLetterCache } from '../reading/dead-letter-cache.ts';
import { createListDeadLetters } from './list-dead-letters.ts';
import { createOpenDeadLetter } from './open-dead-letter.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const TOPOLOGY = loadTopology(MANIFESTS, 'local', ROOT);
const SINK = 'baikonur-local-s3-sink-sink';
const { signal } = new AbortController();

let server: BucketServer;
beforeEach(async () => {
  server = await startBucketServer();
});
afterEach(() => server.close());

/** The answers about a bucket with these dead letters. */
async function world(logs: readonly RejectedLog[]) {
  const keys = storeDeadLetters(server, SINK, logs);
  const operated = await openStage(TOPOLOGY, { AWS_ENDPOINT_URL: server.endpoint });
  const cache = createDeadLetterCache(operated.topology, operated.clients);
  return {
    keys,
    open: (body: unknown) => createOpenDeadLetter(operated)(body, signal) as Promise<OpenedDeadLetter>, // its own answer
    list: () => createListDeadLetters(operated.topology, cache, () => NOW_MS)(signal),
    close: operated.clients.close,
  };
}

describe('a dead letter that is opened', () => {
  it.each<[string, string | Buffer, object]>([
    ['text', '<script>x</script>', { encoding: 'text', data: '<script>x</script>', bytes: 18, isCut: false }],
    ['bytes', Buffer.from([0xff, 0]), { encoding: 'base64', data: '/wA=', bytes: 2, isCut: false }],
    ['a megabyte', 'x'.repeat(1_000_000), { data: 'x'.repeat(MAX_SHOWN_CHARACTERS), bytes: 1_000_000, isCut: true }],
  ])('has its record: %s', async (_, data, record) => {
    const { open, keys, close } = await world([{ data, reason: 'not_json', error: 'no JSON' }]);
    const opened = await open({ key: keys[0], line: 1 });
    close();
    expect(opened.record).toMatchObject(record);
    expect(opened).toMatchObject({ reason: 'not_json', error: 'no JSON', now: { status: 'refused' } });
    expect(opened.redrive).toBe(
      `./baikonur redrive --stage local --function s3-sink-sink --reason not_json --id ${opened.identity}`,
    );
  });

  it.each<[string, unknown]>([
    ['another object of the bucket', { key: 'aws/lambda/x', line: 1 }],
    ['a folder of our own', { key: 'failed/_progress/a/b/c/2026/11/22/00/x.ndjson.gz', line: 1 }],
    ['a path', { key: '../../etc/passwd', line: 1 }],
    ['no line', { key: 'x' }],
    ['line 0', { key: 'x', line: 0 }],
    ['nothing', undefined],
  ])('is refused, and nothing is read: %s', async (_, body) => {
    const { open, close } = await world([]);
    await expect(open(body)).rejects.toMatchObject({ name: 'RequestError', status: 400 });
    close();
    expect(server.opened).toEqual([]);
  });

  it('is told to be gone', async () => {
    const { open, keys, close } = await world([{ data: 'x' }]);
    await expect(open({ key: keys[0], line: 9 })).rejects.toThrow('the object has no line 9');
    server.objects.clear();
    await expect(open({ key: keys[0], line: 1 })).rejects.toMatchObject({ status: 404 });
    close();
  });
});

describe('dead letters that are listed again and again', () => {
  it('are opened once, and forgotten when they are gone', async () => {
    const { list, keys, close } = await world([{ data: 'one' }, { data: 'two', ageMin: 20 }]);
    const counts: number[] = [];
    for (let time = 0; time < 3; time++) {
      if (time === 2) server.objects.delete(keys[0] ?? '');
      const { groups } = await list();
      counts.push(groups.reduce((sum, { count }) => sum + count, 0));
    }
    close();
    expect(counts).toEqual([2, 2, 1]);
    expect(server.opened).toHaveLength(keys.length);
  });
});
