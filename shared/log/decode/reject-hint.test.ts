import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  constants as zlibConstants,
  zstdCompressSync,
} from 'node:zlib';
import { encode as encodeMessagePack } from '@msgpack/msgpack';
import fc from 'fast-check';
import { DECODE_OPTIONS, decodeOne } from '../testing/decode-one.ts';
import { cloudwatch, kplAggregate, logText, streamRecords } from '../testing/stream-records.ts';
import { createDecoder, type DecodeOptions } from './decode-records.ts';

const LOG = logText('a');
const UTF16 = Buffer.from(LOG, 'utf16le');
const BIG = JSON.stringify({ a: Array.from({ length: 4000 }, (_, index) => `${index * index}`) });

/** The part of the sentence behind the fault itself. */
function hint(data: Buffer | string, options: Partial<DecodeOptions> = {}): string | undefined {
  const [decoded] = decodeOne(data, options);
  if (decoded?.status !== 'rejected') throw new Error('it was taken');
  return /; ((?:it looks like|there are|the record|the line|the message) .*)$/.exec(decoded.reject.error)?.[1];
}

function hex(text: string): Buffer {
  return Buffer.from(text, 'hex');
}

describe('the sentence of a reject says what the data looks like and what would help', () => {
  it.each<[string, Buffer | string, string]>([
    ['gzip in gzip', gzipSync(gzipSync(LOG)), 'gzip within compression: compress once'],
    ['gzip in zstd', zstdCompressSync(gzipSync(LOG)), 'gzip within compression: compress once'],
    ['zstd in gzip', gzipSync(zstdCompressSync(LOG)), 'zstd within compression: compress once'],
    ['KPL in gzip', gzipSync(kplAggregate([LOG])), 'a KPL aggregate with a wrong checksum, or within'],
    ['a KPL aggregate with a newline', Buffer.concat([kplAggregate([LOG]), hex('0a')]), 'a KPL aggregate with a wrong'],
    ['base64 of JSON', Buffer.from(LOG).toString('base64'), 'base64 of JSON: hand the bytes to the client as they are'],
    ['base64 of a long JSON', Buffer.from(BIG).toString('base64'), 'base64 of JSON'],
    [
      'wrapped base64',
      `${Buffer.from(BIG)
        .toString('base64')
        .replace(/(.{76})/g, '$1\r\n')}\n`,
      'base64 of JSON',
    ],
    ['base64url of JSON', Buffer.from('{"a":"\u07ff\u07ff\u07ff"}').toString('base64url'), 'base64 of JSON'],
    ['base64 twice', Buffer.from(Buffer.from(LOG).toString('base64')).toString('base64'), 'base64 of base64'],
    ['base64 of gzip', gzipSync(LOG).toString('base64'), 'base64 of gzip'],
    ['base64 of zstd', zstdCompressSync(LOG).toString('base64'), 'base64 of zstd'],
    ['base64 of a KPL aggregate', kplAggregate([LOG]).toString('base64'), 'base64 of a KPL aggregate'],
    [
      'Shift_JIS',
      hex('7b2261223a2293fa967b227d'),
      'text in another encoding, such as Shift_JIS or ISO 8859-1: write UTF-8',
    ],
    ['ISO 8859-1', Buffer.from('{"a":"caf\u00e9"}', 'latin1'), 'text in another encoding'],
    ['base64 in gzip', gzipSync(Buffer.from(LOG).toString('base64')), 'base64 of JSON'],
    ['zlib', deflateSync(LOG), 'zlib (deflate with a header): compress with gzip or zstd, or not at all'],
    ['zlib, quick', deflateSync(BIG, { level: 1 }), 'zlib (deflate with a header)'],
    ['raw deflate', deflateRawSync(LOG), 'raw deflate'],
    ['raw deflate, long', deflateRawSync(BIG), 'raw deflate'],
    ['brotli', brotliCompressSync(LOG), 'brotli'],
    [
      'brotli, long and quick',
      brotliCompressSync(BIG, { params: { [zlibConstants.BROTLI_PARAM_QUALITY]: 1 } }),
      'brotli',
    ],
    ['UTF-16 with a mark', Buffer.concat([hex('fffe'), UTF16]), 'UTF-16: write UTF-8'],
    ['UTF-16 without one', UTF16, 'UTF-16: write UTF-8'],
    ['UTF-16, big end first', Buffer.from(UTF16).swap16(), 'UTF-16: write UTF-8'],
    ['the same with a mark', Buffer.concat([hex('feff'), Buffer.from(UTF16).swap16()]), 'UTF-16: write UTF-8'],
    ['two lines', `${LOG}\n${LOG}\n`, 'several JSON texts: put each in a record of its own, or one a line with'],
    ['two JSON texts without anything between', LOG + LOG, 'several JSON texts'],
    ['two with Japanese', `{"a":"\u3042\u3042"}\n${LOG}`, 'several JSON texts'],
    ['two in gzip', gzipSync(`${LOG}\n${LOG}`), 'several JSON texts'],
    ['a list', `[${LOG},${LOG}]`, 'a list of logs: put each in a record of its own, or one a line with RECORD_FORMAT='],
    ['a list over lines', JSON.stringify([JSON.parse(LOG)], null, 2), 'a list of logs'],
    ['JSON in a string', JSON.stringify(LOG), 'JSON within a JSON string: encode once'],
    ['lz4', hex('04224d186440a70b000000'), 'lz4: compress with gzip or zstd'],
    ['lz4 of old', hex('02214c180b000000f0007b'), 'lz4 (the old format)'],
    ['snappy', hex('ff060000734e61507059010b0000'), 'snappy: compress'],
    ['snappy of Java', hex('82534e41505059000000000100000001'), 'snappy (of Java)'],
    ['xz', hex('fd377a585a000004e6d6b446'), 'xz'],
    ['bzip2', hex('425a6839314159265359d2f0'), 'bzip2'],
    ['bzip2, quick', hex('425a6831314159265359d2f0'), 'bzip2'],
    ['zip', hex('504b030414000000'), 'a zip file'],
    ['Avro', hex('4f626a0104146176726f'), 'an Avro file: send JSON, plain or in gzip or zstd'],
    ['Avro of a registry', hex('000000000706616263'), 'Avro or another format of a schema registry'],
    ['Parquet', Buffer.from('PAR1\x15\x04'), 'Parquet'],
    ['protobuf', hex('0a0361707012026964189fdd88b306'), 'protobuf: send JSON'],
    ['MessagePack', Buffer.from(encodeMessagePack({ log_type: 'app', log_id: 'x' })), 'MessagePack'],
    ['gzip read as text', Buffer.from(gzipSync(LOG).toString()), 'gzip that was turned into text: its bytes are lost'],
    [
      'gzip as Latin-1',
      Buffer.from(gzipSync(LOG).toString('latin1')),
      'gzip that was turned into text: hand its bytes',
    ],
    ['HTML', '<!DOCTYPE html>\n<html><body>502</body></html>', 'HTML: the sender may have put'],
    ['HTML without a doctype', ' <html lang="en">', 'HTML'],
    ['XML', '<?xml version="1.0"?><Error/>', 'XML'],
    ['a dict of Python', "{'log_type': 'app'}", "Python's form of bytes or of a dict: write it with json.dumps"],
    ['bytes of Python', 'b\'{"log_type": "app"}\'', "Python's form of bytes"],
  ])('%s', (_, data, expected) => {
    const sentence = `it looks like ${expected}`;
    expect(hint(data)?.slice(0, sentence.length)).toBe(sentence);
  });

  it.each<[string, Buffer | string, string]>([
    ['nothing', '', 'the record is empty'],
    ['a byte order mark alone', '\ufeff', 'the record is empty'],
    ['nothing in gzip', gzipSync(''), 'the record is empty'],
    ['white space', ' \r\n\t', 'the record holds nothing but white space or zero bytes'],
    ['zero bytes', Buffer.alloc(2000), 'the record holds nothing but white space or zero bytes'],
    ['zero bytes behind a log', `${LOG}\0\0`, 'there are zero bytes behind the JSON: send its own bytes alone'],
  ])('%s', (_, data, expected) => expect(hint(data)).toBe(expected));

  it('speaks of lines and of messages where they are meant', () => {
    expect(hint(LOG + LOG, { recordFormat: 'ndjson' })).toBe(
      'it looks like several JSON texts: put each on a line of its own',
    );
    expect(hint(cloudwatch([`${LOG}\n${LOG}`]))).toBe(
      'it looks like several JSON texts: put each in a log event of its own',
    );
    expect(hint(cloudwatch(['']))).toBe('the message is empty');
  });

  it.each<[string, Buffer | string]>([
    ['text', 'GET /health 200'],
    ['a word that base64 could be', 'heartbeat'],
    ['text after a log', `${LOG} ok`],
    ['a list of numbers', '[1, 2]'],
    ['a number', '42'],
    ['a text in quotes', '"{not JSON}"'],
    ['half of a log', LOG.slice(0, 20)],
    ['three bytes', hex('22ff22')],
    ['a text in Latin-1', Buffer.from('Gr\u00fc\u00dfe aus K\u00f6ln', 'latin1')],
    ['a text in Shift_JIS', hex('93fa967b8cea')],
    ['a tag of a logger', '<info> started'],
    ['syslog', '<34>Oct 11 22:14:15 mymachine su: failed'],
  ])('says nothing more of %s', (_, data) => expect(hint(data)).toBeUndefined());

  it('throws for no bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('78da', '0a', '00', '81a1', 'fffe', ''),
        (bytes, head) => {
          const [decoded] = decodeOne(Buffer.concat([hex(head), bytes]));
          expect(decoded).toBeDefined();
        },
      ),
      { numRuns: 2000 },
    );
  });
});

it('a batch of rejects gets a thousand hints: each may cost as much as a hundred logs', () => {
  const zlib = deflateSync('{"log_type":"app"}');
  const { entries } = createDecoder(DECODE_OPTIONS)(streamRecords(Array<Buffer>(1_500).fill(zlib)));
  const hinted = entries.filter((one) => one.status === 'rejected' && one.reject.error.includes('zlib'));
  expect([entries.length, hinted.length]).toEqual([1_500, 1_000]);
});
