import { createInspectStreams } from '../../services/es-sink/data-streams.ts';
import { TIMESTAMP_FIELD } from '../../services/es-sink/stamp-document.ts';
import { createIndexTemplate } from '../../shared/search/index-template.ts';
import { installTemplate } from '../../shared/search/install-template.ts';
import { createSearchClient } from '../../shared/search/search-client.ts';
import { type EngineApi, uniquePrefix } from './engine-api.ts';
import { createSinkWorld, logText } from './sink-world.ts';

const FIELDS = { logType: 'log_type', logId: 'log_id', time: 'time' };

/** es-sink with data streams on a real engine. @param hasStreamCalls whether it has `_data_stream` and rollovers of them. */
export function describeDataStreams(
  engine: () => EngineApi,
  { hasStreamCalls }: { readonly hasStreamCalls: boolean },
): void {
  const createWorld = (options?: WorldOptions) => createStreamWorld(engine(), { hasStreamCalls, ...options });

  it('writes logs with their time, and an id once', async () => {
    const { sink, stored, remove } = await createWorld();
    const own = logText('b', { [TIMESTAMP_FIELD]: '2020-01-01T00:00:00Z', big: 1 }).replace(
      '"big":1',
      '"big":12345678901234567890',
    );
    expect(await sink.invoke([logText('a'), own])).toEqual([]);
    expect(await sink.invoke([logText('a'), own, logText('c')])).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ delivered: 1, alreadyDelivered: 2 });
    const documents = await stored();
    expect(documents.map(({ key }) => key.replace(/^\.ds-P-app-(.*-)?0+1/, 'first'))).toEqual([
      'first/a',
      'first/b',
      'first/c',
    ]);
    expect(documents.map(({ source }) => (source as Record<string, unknown>)[TIMESTAMP_FIELD])).toEqual([
      '2024-06-07T03:00:00.000Z',
      '2020-01-01T00:00:00Z',
      '2024-06-07T03:00:00.000Z',
    ]);
    expect(await sink.invoke([logText('a', { other: true })])).toEqual([]);
    expect(sink.bucket.deadLetters().map(({ reason }) => reason)).toEqual(['id_conflict']);
    await remove();
  });

  describeLongNames(createWorld);
  if (hasStreamCalls) describeStreamCalls(engine, createWorld);
}

/** Tests that need `_data_stream` and rollovers. */
function describeStreamCalls(
  engine: () => EngineApi,
  createWorld: (options?: WorldOptions) => ReturnType<typeof createStreamWorld>,
): void {
  it('a repeat after a rollover is not stored twice', async () => {
    const { sink, prefix, stored, remove } = await createWorld();
    expect(await sink.invoke([logText('a'), logText('b')])).toEqual([]);
    await engine().send('POST', `/${prefix}-app/_rollover`);
    await engine().send('POST', `/${prefix}-app/_rollover`);
    expect(await sink.invoke([logText('a'), logText('b'), logText('c')])).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ delivered: 1, alreadyDelivered: 2 });
    expect((await stored()).map(({ key }) => key.replace(/.*-0+(\d)/, '$1'))).toEqual(['1/a', '1/b', '3/c']);
    await remove();
  });

  it('finds a repeat also where another id is in several backing indices', async () => {
    const { sink, prefix, stored, remove } = await createWorld();
    expect(await sink.invoke([logText('a')])).toEqual([]);
    await engine().send('POST', `/${prefix}-app/_rollover`);
    const again = logText('a', { [TIMESTAMP_FIELD]: '2024-06-07T03:00:00Z' });
    await engine().send('PUT', `/${prefix}-app/_create/a`, JSON.parse(again));
    expect(await sink.invoke([logText('b')])).toEqual([]);
    await engine().send('POST', `/${prefix}-app/_rollover`);
    expect(await sink.invoke([logText('b'), again])).toEqual([]);
    expect((await stored()).map(({ key }) => key.replace(/.*-0+(\d)/, '$1'))).toEqual(['1/a', '2/a', '2/b']);
    await remove();
  });

  it('logs wait where the template is missing, and no plain index is made', async () => {
    const { sink, prefix } = await createWorld({ template: false });
    expect(await sink.invoke([logText('a')])).toEqual([0]);
    expect(await engine().names(prefix)).toEqual([]);
  });

  it('a new process counts data streams that exist as known', async () => {
    const { createSink, remove } = await createWorld();
    for (const id of ['a', 'b']) {
      const sink = createSink();
      expect(await sink.invoke(['app', 'web'].map((log_type) => logText(id, { log_type })))).toEqual([]);
      expect(sink.lastLedger()).toMatchObject({ delivered: 2 });
    }
    await remove();
  });
}

function describeLongNames(createWorld: (options?: WorldOptions) => ReturnType<typeof createStreamWorld>): void {
  it('asks for the data streams of types that are long in a path', async () => {
    const { sink, remove } = await createWorld({ maxNewIndices: 8 });
    // Each sign is legal in a name, and takes three bytes in a path; a request line has 4,096 at most.
    const types = Array.from({ length: 8 }, (_, n) => `a${'$'.repeat(200)}${n}`);
    expect(await sink.invoke(types.map((log_type) => logText('a', { log_type })))).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ delivered: 8 });
    await remove();
  });
}

interface WorldOptions {
  /** Whether the template is installed first. */
  readonly template?: boolean;
  /** Cap of new data streams; default 2. */
  readonly maxNewIndices?: number;
}

/** es-sink on data streams under a prefix of their own. */
async function createStreamWorld(
  engine: EngineApi,
  { template = true, maxNewIndices = 2, hasStreamCalls }: WorldOptions & { readonly hasStreamCalls: boolean },
) {
  const call = createSearchClient({ url: engine.url, auth: { type: 'none' }, timeoutMs: 20_000 });
  const prefix = uniquePrefix();
  const body = createIndexTemplate({ prefix, fields: FIELDS, isDataStream: true, replicas: 0 });
  if (template) expect(await installTemplate(call, body)).toMatchObject({ status: 'created' });
  const createSink = () =>
    createSinkWorld(engine.url, {
      prefix,
      caps: { perInvocation: maxNewIndices, perDay: maxNewIndices },
      naming: { prefix, interval: 'none' },
      inspectStreams: createInspectStreams(call),
      pickPaths: [TIMESTAMP_FIELD],
    });
  const stored = async () => {
    const documents = await engine.documents(prefix);
    return [...documents]
      .map(([key, source]) => ({ key: key.replace(prefix, 'P'), source }))
      .sort((a, b) => a.key.localeCompare(b.key));
  };
  const remove = async () => {
    // An engine of Elasticsearch's tests cannot delete it, and is deleted with it.
    if (!hasStreamCalls) return;
    await engine.send('DELETE', `/_data_stream/${prefix}-*`);
    await engine.send('DELETE', `/_index_template/${body.name}`);
  };
  return { sink: createSink(), createSink, prefix, stored, remove };
}
