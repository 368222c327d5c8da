import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { kplAggregate } from '../../../shared/log/testing/stream-records.ts';
import { explain, log } from '../testing/explain-logs.ts';
import { NOW_MS, runCommand } from '../testing/run-command.ts';

/** A gzip with a newline in it, which a cut at lines would tear apart. */
const GZIP = Array.from({ length: 99 }, (_, n) => gzipSync(log(`id-${n}`))).find((data) => data.includes('\n')) ?? '';
const KPL = kplAggregate([log('in-kpl'), log('\n')]);
const LINES = `${log('1')}\n${log('2')}\n`;

async function outcomes(input: string | Buffer, ...args: readonly string[]) {
  const { entries } = await explain(input, {}, ...args);
  return entries.map(({ outcome, reason, logId }) => reason ?? `${outcome} ${logId}`);
}

/** Records that `send` would put. */
async function records(input: string | Buffer): Promise<number> {
  const { out } = await runCommand(['send', '--dry-run', '--json', '--stage', 'dev'], { stdin: Buffer.from(input) });
  return JSON.parse(out).lines;
}

describe('the content decides whether an input is cut into lines', () => {
  it('has an example with a newline', () => {
    expect(GZIP).not.toBe('');
    expect(KPL.includes('\n')).toBe(true);
  });

  it.each<[name: string, input: string | Buffer, expected: readonly unknown[]]>([
    ['lines', LINES, ['valid 1', 'valid 2']],
    ['lines in gzip', gzipSync(LINES), ['valid 1', 'valid 2']],
    ['gzip in gzip', gzipSync(GZIP), [expect.stringMatching(/^valid id-/)]],
    ['gzip in zstd', zstdCompressSync(GZIP), [expect.stringMatching(/^valid id-/)]],
    ['gzip three times', gzipSync(gzipSync(GZIP)), ['not_utf8']],
    ['bytes of the KPL', KPL, ['valid in-kpl', 'valid \n']],
    ['bytes of the KPL in gzip', gzipSync(KPL), ['valid in-kpl', 'valid \n']],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${LINES}`, 'utf16le'), ['not_utf8']],
    ['UTF-16 without one', Buffer.from(LINES, 'utf16le'), ['not_json']],
    ['UTF-16, the high byte first', Buffer.from(`\ufeff${LINES}`, 'utf16le').swap16(), ['not_utf8']],
    ['zlib', deflateSync(LINES.repeat(50)), ['not_utf8']],
    ['Parquet', Buffer.from('PAR1\u0001\n\u0000\n'), ['not_json']],
    ['a log with colours, and one after it', `\u001b[31mred\u001b[0m\n${log('1')}`, ['not_json', 'valid 1']],
  ])('%s', async (_, input, expected) => {
    expect(await outcomes(input)).toEqual(expected);
  });

  it.each<[string, string | Buffer, number]>([
    ['gzip in gzip', gzipSync(GZIP), 1],
    ['bytes of the KPL', KPL, 1],
    ['UTF-16', Buffer.from(`\ufeff${LINES}`, 'utf16le'), 1],
    ['a list', JSON.stringify([JSON.parse(log('1')), JSON.parse(log('2'))], null, 2), 2],
  ])('send puts %s as the records that explain reads', async (_, input, expected) => {
    expect(await records(input)).toBe(expected);
  });

  it('what is larger than any record is one entry', async () => {
    const { entries } = await explain(Buffer.concat([KPL, Buffer.alloc(10 * 1024 * 1024)]));
    expect(entries).toMatchObject([{ reason: 'oversize' }]);
  });
});

function api(id: string, arrival?: unknown) {
  const Data = Buffer.from(log(id, 'app', '10:00')).toString('base64');
  return { SequenceNumber: '49', PartitionKey: 'k', Data, ApproximateArrivalTimestamp: arrival };
}
function pretty(value: unknown): string {
  return JSON.stringify(value, null, 4);
}
const LOGS = [JSON.parse(log('1')), JSON.parse(log('2'))];

describe('lists', () => {
  it.each<[name: string, input: string, expected: readonly string[]]>([
    ['--query Records', pretty([api('1'), api('2')]), ['valid 1', 'valid 2']],
    ['--query Records, on one line', JSON.stringify([api('1')]), ['valid 1']],
    ["--query 'Records[].Data'", pretty([api('1').Data, api('2').Data]), ['valid 1', 'valid 2']],
    ['--query events', pretty([{ timestamp: NOW_MS, message: log('1') }]), ['valid 1']],
    ["--query 'events[].message'", pretty([log('1'), 'no log']), ['valid 1', 'not_json']],
    ['jq -s', pretty(LOGS), ['valid 1', 'valid 2']],
    ['jq -s of dead letters', pretty([{ identity: 's/h/1', reason: 'held_too_long', data: log('1') }]), ['valid 1']],
    ['a list on one line, which may be a record', JSON.stringify(LOGS), ['not_object']],
    ['a list of lists', pretty([LOGS]), ['not_object']],
    ['an empty list', '[\n]', ['not_object']],
  ])('%s', async (_, input, expected) => {
    expect(await outcomes(input)).toEqual(expected);
  });

  it('items keep their bytes', async () => {
    const text = '[\n  {"log_type":"app","log_id":1.0,"time":1795309200000.50, "x":"],[\\"" }\n]';
    const { entries } = await explain(text);
    expect(entries).toMatchObject([{ outcome: 'valid', logId: '1', timeMs: 1_795_309_200_000 }]);
  });

  it('items are told apart in names', async () => {
    const { entries } = await explain(pretty([LOGS[0], LOGS[0]]));
    expect(entries).toHaveLength(2);
  });
});

describe('arrivals that tools print', () => {
  it.each<[unknown, string]>([
    ['2026-11-22T09:00:00.123000+09:00', '2026-11-22T10:00:00.000Z'],
    [1_795_305_600, '2026-11-22T10:00:00.000Z'],
    [1_795_305_600.123, '2026-11-22T10:00:00.000Z'],
    [1_795_305_600_123, '2026-11-22T10:00:00.000Z'],
    ['1795305600.123', '2026-11-22T10:00:00.000Z'],
    ['1795305600123', '2026-11-22T10:00:00.000Z'],
  ])('%j', async (arrival, expected) => {
    const { entries } = await explain(JSON.stringify(api('1', arrival)), {}, '--now', '2020-01-01T00:00:00Z');
    expect(entries.map(({ timeMs }) => new Date(timeMs).toISOString())).toEqual([expected]);
  });

  it.each(['soon', {}, true, '', 1e300])('%j is no arrival', async (arrival) => {
    const { entries } = await explain(JSON.stringify(api('1', arrival)));
    expect(entries).toMatchObject([{ error: expect.stringContaining('ApproximateArrivalTimestamp: expected a time') }]);
  });

  it('none is the clock', async () => {
    const { entries } = await explain(JSON.stringify(api('1', null)));
    expect(entries).toMatchObject([{ outcome: 'valid' }]);
  });
});

describe('messages of aws logs that are no JSON', () => {
  const OUTPUT = pretty({ events: [{ timestamp: NOW_MS, message: 'GET / 200' }], searchedLogStreams: [] });

  it('need the log group, which is said', async () => {
    const { code, out, err } = await runCommand(['explain'], { stdin: OUTPUT });
    expect({ code, out, err }).toMatchObject({
      code: 1,
      out: expect.stringContaining('rejected not_json'),
      err: expect.stringContaining('add --log-group <name>'),
    });
  });

  it('become logs by the wrapAs of their group', async () => {
    const { entries, err } = await explain(OUTPUT, {}, '--log-group', '/baikonur/dev/web');
    expect(entries).toMatchObject([{ outcome: 'valid', logType: 'app.web' }]);
    expect(err).toBe('');
  });
});

it.each([
  [['send', '--dry-run', '--stream', ''], 'error: expected the name of a stream, got an empty one'],
  [['tail', ' '], 'error: expected the name of a stream, got an empty one'],
  [['help', 'foo'], "error: unknown command 'foo'"],
  [['help', 'explian'], "error: unknown command 'explian' (did you mean explain?)"],
  [['es', 'help', 'instal-template'], "error: unknown command 'instal-template' (did you mean install-template?)"],
])('%j is wrong usage', async (args, sentence) => {
  const { code, err } = await runCommand(args);
  expect(code).toBe(2);
  expect(err).toContain(sentence);
});

it("Lambda's report without a stream names none", async () => {
  const { entries } = await explain('{"KinesisBatchInfo":{"shardId":"shardId-0"}}');
  expect(entries[0].error).toContain('--stream-arn <stream ARN> --shard-id shardId-0');
});
