import { indexBase } from '../../shared/search/index-name.ts';
import type { EngineApi } from './engine-api.ts';
import { createSinkWorld, logText } from './sink-world.ts';

const INDEX = 'app-20240607';

const HOSTILE_TYPES = [
  '..',
  '.a',
  '_a',
  '-a',
  '+a',
  'A',
  'a',
  '*',
  ',',
  'a b',
  'a/b',
  'a\\b',
  'ログ',
  '😀',
  '\ud800',
  '<now>',
  'x'.repeat(511),
  `${'x'.repeat(511)}y`,
  'a:b',
  'a#b',
  '"',
  '|',
  'app-0a1b2c3d',
  '%2e%2e',
  "!$&'();=@[]^`{}~",
];

type StartSink = (options?: Parameters<typeof createSinkWorld>[1]) => ReturnType<typeof createSinkWorld>;

/** The outcomes of single documents on a real engine. */
export function describeSink(engine: () => EngineApi): void {
  const start: StartSink = (options = {}) => createSinkWorld(engine().url, options);
  describeRepeats(start, engine);
  describeOtherDocuments(start, engine);
  describeStoredDocuments(start, engine);
  describeRejected(start, engine);
  describeHostileNames(start, engine);
}

/** Documents that come again, and ids that exist. */
function describeRepeats(start: StartSink, engine: () => EngineApi): void {
  it('the same batch twice makes one document each, and no dead letter', async () => {
    const sink = start();
    const batch = ['a', 'b', 'ß/ü #?%'].map((id) => logText(id, { big: 1 }).replace('1}', '1234567890123456789}'));
    expect(await sink.invoke(batch)).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ delivered: 3 });
    expect(await sink.invoke(batch)).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ alreadyDelivered: 3, delivered: 0 });
    const documents = await engine().documents(sink.prefix);
    expect([...documents.keys()].sort()).toEqual(['a', 'b', 'ß/ü #?%'].map((id) => `${sink.prefix}-${INDEX}/${id}`));
    expect(sink.bucket.deadLetters()).toEqual([]);
  });

  it('keeps the bytes: a number that no double can express, spaces and order', async () => {
    const sink = start();
    const log = '{"log_type":"app" ,"log_id":"a", "time":"2024-06-07T03:00:00Z","n":{"z":1234567890123456789,"a":1.0}}';
    expect(await sink.invoke([log.replace(', ', ',\n ')])).toEqual([]);
    const response = await fetch(`${engine().url}/${sink.prefix}-${INDEX}/_source/a`);
    expect(await response.text()).toBe(log);
  });

  it('the same id with other content becomes a dead letter with the stored fields', async () => {
    const sink = start();
    await sink.invoke([logText('a')]);
    expect(await sink.invoke([logText('a', { time: '2024-06-07T03:00:01Z' })], { at: 1 })).toEqual([]);
    expect(sink.bucket.deadLetters()).toEqual([
      expect.objectContaining({ reason: 'id_conflict', logId: 'a', error: expect.stringContaining('03:00:00Z') }),
    ]);
    expect(await engine().documents(sink.prefix)).toHaveProperty('size', 1);
  });

  it('the same id twice in one batch: a repeat is one document, another log becomes a dead letter', async () => {
    const sink = start({ concurrency: 1 });
    const batch = [logText('a'), logText('a'), logText('a', { time: '2024-06-07T04:00:00Z' })];
    expect(await sink.invoke(batch)).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ delivered: 1, alreadyDelivered: 1, rejected: 1 });
    expect(sink.bucket.deadLetters().map(({ reason }) => reason)).toEqual(['id_conflict']);
  });
}

/** The same id, and another document. */
function describeOtherDocuments(start: StartSink, engine: () => EngineApi): void {
  it.each<[string, string, string]>([
    ['another text', '"message":"a"', '"message":"b"'],
    ['a field that only the first has', '"message":"a","user":1', '"message":"a"'],
    ['a field that only the second has', '"message":"a"', '"message":"a","user":1'],
    ['a number that one double holds', '"n":9007199254740993', '"n":9007199254740992'],
  ])('the same type, id and time, but %s: a dead letter; both again change nothing', async (_, first, second) => {
    const sink = start();
    const [one, other] = [first, second].map((more) => logText('a').replace('}', `,${more}}`)) as [string, string];
    expect(await sink.invoke([one])).toEqual([]);
    expect(await sink.invoke([other], { at: 1 })).toEqual([]);
    expect(sink.bucket.deadLetters()).toEqual([expect.objectContaining({ reason: 'id_conflict', logId: 'a' })]);
    expect(await sink.invoke([one, one], { at: 2 })).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ alreadyDelivered: 2 });
    const response = await fetch(`${engine().url}/${sink.prefix}-${INDEX}/_source/a`);
    expect(await response.text()).toBe(one);
  });

  it('numeric times that one double holds: another log', async () => {
    const sink = start();
    const log = (time: string) => `{"log_type":"app","log_id":"a","time":${time}}`;
    expect(await sink.invoke([log('1717729200123456789'), log('1717729200123456788')])).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ delivered: 1, rejected: 1 });
    expect(await sink.invoke([log('1717729200123456789')], { at: 2 })).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ alreadyDelivered: 1, rejected: 0 });
  });
}

/** Stored documents that are many, large, or not kept whole. */
function describeStoredDocuments(start: StartSink, engine: () => EngineApi): void {
  it('1,000 logs of 5 KB that come again are all found', async () => {
    const sink = start();
    const batch = Array.from({ length: 1_000 }, (_, n) => logText(`id-${n}`, { message: 'x'.repeat(5_000), n }));
    expect(await sink.invoke(batch)).toEqual([]);
    expect(await sink.invoke(batch)).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ alreadyDelivered: 1_000, rejected: 0 });
  });

  it('a stored document that is much larger is another log, and is not read to its end', async () => {
    const sink = start();
    const large = Array.from({ length: 5 }, (_, n) => logText(`id-${n}`, { message: 'x'.repeat(150_000) }));
    const small = Array.from({ length: 8 }, (_, n) => logText(`id-${n}`));
    expect(await sink.invoke(large)).toEqual([]);
    expect(await sink.invoke(small, { at: 5 })).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ delivered: 3, rejected: 5 });
    expect(sink.bucket.deadLetters()).toContainEqual(
      expect.objectContaining({ reason: 'id_conflict', error: expect.stringContaining('the answer is longer than') }),
    );
  });

  it('an index that leaves fields out of the source: the three fields decide', async () => {
    const sink = start();
    const excludes = { mappings: { _source: { excludes: ['message'] } } };
    await engine().send('PUT', `/${sink.prefix}-${INDEX}`, excludes);
    expect(await sink.invoke([logText('a', { message: 'm' })])).toEqual([]);
    expect(await sink.invoke([logText('a', { message: 'm' })])).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ alreadyDelivered: 1 });
    expect(await sink.invoke([logText('a', { time: '2024-06-07T03:00:01Z' })], { at: 1 })).toEqual([]);
    expect(sink.bucket.deadLetters().map(({ reason }) => reason)).toEqual(['id_conflict']);
  });

  it('an index without source has no conflict', async () => {
    const sink = start();
    await engine().send('PUT', `/${sink.prefix}-${INDEX}`, { mappings: { _source: { enabled: false } } });
    await sink.invoke([logText('a')]);
    expect(await sink.invoke([logText('a')])).toEqual([]);
    expect(sink.bucket.deadLetters()).toEqual([]);
  });
}

/** Elasticsearch 8 alone makes a source of the indexed values. */
export function describeSyntheticSource(engine: () => EngineApi): void {
  it('an index with a synthetic source: logs that come again are found, other times are not', async () => {
    const sink = createSinkWorld(engine().url);
    const keyword = { type: 'keyword' };
    await engine().send('PUT', `/${sink.prefix}-${INDEX}`, {
      mappings: {
        _source: { mode: 'synthetic' },
        properties: { log_type: keyword, log_id: keyword, time: { type: 'date' }, tags: keyword },
      },
    });
    const log = logText('a', { tags: ['b', 'a', 'b'] });
    expect(await sink.invoke([log])).toEqual([]);
    const stored = await fetch(`${engine().url}/${sink.prefix}-${INDEX}/_source/a`);
    expect(await stored.json()).toMatchObject({ time: '2024-06-07T03:00:00.000Z', tags: ['a', 'b'] });
    expect(await sink.invoke([log])).toEqual([]);
    expect(sink.lastLedger()).toMatchObject({ alreadyDelivered: 1, rejected: 0 });
    expect(await sink.invoke([log.replace('03:00:00', '03:00:01')], { at: 1 })).toEqual([]);
    expect(sink.bucket.deadLetters().map(({ reason }) => reason)).toEqual(['id_conflict']);
  });
}

/** Documents that the engine refuses. */
function describeRejected(start: StartSink, engine: () => EngineApi): void {
  it('a mapping error becomes a dead letter with the engine’s sentence, and the others are indexed', async () => {
    const sink = start();
    await sink.invoke([logText('a', { n: 1 })]);
    expect(await sink.invoke([logText('b', { n: 'no number' }), logText('c', { n: 2 })], { at: 1 })).toEqual([]);
    expect(sink.bucket.deadLetters()).toEqual([
      expect.objectContaining({
        reason: 'rejected_by_destination',
        logId: 'b',
        error: expect.stringMatching(/^400 (mapper|document)_parsing_exception: .*failed to parse field \[n\]/),
      }),
    ]);
    expect(await engine().documents(sink.prefix)).toHaveProperty('size', 2);
  });

  it('5,000 fields, and a strict mapping: dead letters with the engine’s sentence', async () => {
    const sink = start();
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`field${n}`, 1]));
    await engine().send('PUT', `/${sink.prefix}-strict-20240607`, { mappings: { dynamic: 'strict' } });
    expect(await sink.invoke([logText('a', many), logText('b', { log_type: 'strict' }), logText('c')])).toEqual([]);
    const rejected = sink.bucket.deadLetters().map(({ logId, reason, error }) => [logId, reason, error]);
    expect(rejected).toEqual([
      ['a', 'rejected_by_destination', expect.stringContaining('Limit of total fields [1000] has been exceeded')],
      ['b', 'rejected_by_destination', expect.stringContaining('strict_dynamic_mapping_exception')],
    ]);
    expect([...(await engine().documents(sink.prefix)).keys()]).toEqual([`${sink.prefix}-${INDEX}/c`]);
  });

  it('nesting of 1,000 levels: a dead letter with the engine’s sentence', async () => {
    const sink = start();
    const nested = `{"log_type":"app","log_id":"deep","time":"2024-06-07T03:00:00Z","n":${'{"n":'.repeat(1_000)}1${'}'.repeat(1_001)}`;
    expect(await sink.invoke([nested, logText('a')])).toEqual([]);
    expect(sink.bucket.deadLetters().map(({ logId, reason, error }) => [logId, reason, error])).toEqual([
      // Elasticsearch 7 has no limit on depth of its own: there are too many fields there.
      ['deep', 'rejected_by_destination', expect.stringMatching(/depth|Limit of total fields/)],
    ]);
    expect([...(await engine().documents(sink.prefix)).keys()]).toEqual([`${sink.prefix}-${INDEX}/a`]);
  });
}

/** Ids and types that are not legal everywhere. */
function describeHostileNames(start: StartSink, engine: () => EngineApi): void {
  it('hostile ids: indexed unchanged, or rejected with a clear sentence', async () => {
    const sink = start();
    const ids = ['..', '_a', '-a', 'A', '*', ',', '"', '\\', '\n', 'ログ', '😀', 'x'.repeat(512), '/_all', '?pretty'];
    const bad = ['y'.repeat(600), 'é'.repeat(257), '\ud800'];
    expect(await sink.invoke([...ids, ...bad].map((id) => logText(id)))).toEqual([]);
    const stored = [...(await engine().documents(sink.prefix)).keys()];
    expect(stored.sort()).toEqual(ids.map((id) => `${sink.prefix}-${INDEX}/${id}`).sort());
    expect(sink.bucket.deadLetters().map(({ reason }) => reason)).toEqual(bad.map(() => 'bad_field'));
  });

  it('hostile types: each has its own legal index', async () => {
    // So many new indices at once overrun this engine's small queue.
    const sink = start({ maxTries: 40 });
    expect(await sink.invoke(HOSTILE_TYPES.map((type, n) => logText(`id-${n}`, { log_type: type })))).toEqual([]);
    expect(sink.bucket.deadLetters()).toEqual([]);
    const stored = [...(await engine().documents(sink.prefix)).keys()];
    const naming = { prefix: sink.prefix, interval: 'day' } as const;
    expect(stored.sort()).toEqual(HOSTILE_TYPES.map((type, n) => `${indexBase(type, naming)}20240607/id-${n}`).sort());
    expect(new Set(stored.map((key) => key.split('/id-')[0])).size).toBe(HOSTILE_TYPES.length);
  });
}
