import { decode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { createByteWriter } from './forward/byte-writer.ts';
import { MAX_DEPTH, writeJsonRecord } from './json-record.ts';

/** Reads the written record with the library. Integers of more than 32 bits come as bigint. */
function roundTrip(json: string): unknown {
  const writer = createByteWriter(16);
  writeJsonRecord(writer, Buffer.from(json));
  return decode(writer.bytes.subarray(0, writer.length), { useBigInt64: true });
}

/** JSON.stringify writes past 1e21 with an exponent: no integer any more. */
function expectedNumber(value: number): unknown {
  const text = JSON.stringify(value);
  if (/[.e]/.test(text)) return value;
  if (value > 0xffff_ffff) return BigInt(text) < 2n ** 64n ? BigInt(text) : text;
  if (value < -0x8000_0000) return BigInt(text) >= -(2n ** 63n) ? BigInt(text) : text;
  return value + 0;
}

/** JSON.parse, with the integers as the library gives them back. */
function expected(value: unknown): unknown {
  if (typeof value === 'number') return expectedNumber(value);
  if (Array.isArray(value)) return value.map(expected);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, expected(inner)]));
}

describe('writeJsonRecord', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['127', 127],
    ['128', 128],
    ['255', 255],
    ['65535', 65_535],
    ['65536', 65_536],
    ['4294967295', 4_294_967_295],
    ['4294967296', 4_294_967_296n],
    ['-32', -32],
    ['-33', -33],
    ['-2147483648', -2_147_483_648],
    ['-2147483649', -2_147_483_649n],
    ['9007199254740993', 9_007_199_254_740_993n],
    ['-9007199254740993', -9_007_199_254_740_993n],
    ['9223372036854775808', 9_223_372_036_854_775_808n],
    ['18446744073709551615', 18_446_744_073_709_551_615n],
    ['-9223372036854775808', -9_223_372_036_854_775_808n],
    ['18446744073709551616', '18446744073709551616'],
    ['-9223372036854775809', '-9223372036854775809'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['1.5', 1.5],
    ['1.0', 1],
    ['1e3', 1000],
    ['-2.5E-3', -0.0025],
    ['1e400', '1e400'],
    ['true', true],
    ['false', false],
    ['null', null],
    ['""', ''],
    ['"é日😀"', 'é日😀'],
    ['"a\\n\\"\\\\\\u00e9"', 'a\n"\\é'],
    ['"\\ud800"', '\ufffd'],
    ['{}', {}],
    ['[]', []],
    ['[1, [2 ,\n{"b" : []}]]', [1, [2, { b: [] }]]],
  ])('%s is %p', (json, value) => expect(roundTrip(`{"v": ${json} }`)).toEqual({ v: value }));

  it.each([15, 16, 17, 65_535, 65_536])('holds %d items and %d keys', (count) => {
    const items = Array.from({ length: count }, (_, i) => i);
    const map = Object.fromEntries(items.map((i) => [`k${i}`, i]));
    expect(roundTrip(JSON.stringify({ items, map }))).toEqual({ items, map });
  });

  it.each([0, 31, 32, 255, 256, 65_535, 65_536])('holds strings of %d bytes', (length) => {
    expect(roundTrip(JSON.stringify({ v: 'x'.repeat(length) }))).toEqual({ v: 'x'.repeat(length) });
  });

  it('puts what is nested too deep as JSON text', () => {
    const nest = (levels: number, core: string) => '{"a":'.repeat(levels) + core + '}'.repeat(levels);
    const core = '{"z": [1, "]}\\"", {"y": 2}]}';
    let value = roundTrip(nest(MAX_DEPTH, core));
    for (let level = 0; level < MAX_DEPTH; level += 1) value = (value as { a: unknown }).a;
    expect(value).toBe(core);
    const pit = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    expect(() => roundTrip(`{"a":${pit}}`)).not.toThrow();
  });

  it('skips a byte order mark, keeps both of a doubled key', () => {
    expect(roundTrip('\ufeff{"a":1}')).toEqual({ a: 1 });
    const writer = createByteWriter(16);
    writeJsonRecord(writer, Buffer.from('{"a":1,"a":2}'));
    expect(writer.bytes.subarray(0, writer.length).toString('hex')).toBe('82a16101a16102');
  });

  it('reads back as what JSON.parse makes of the text', () => {
    const object = fc.dictionary(
      fc.string({ unit: 'grapheme' }),
      fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 5 }),
      {
        noNullPrototype: true,
      },
    );
    const space = fc.constantFrom(undefined, 1, '\t', '\n');
    fc.assert(
      fc.property(object, space, (value, indent) => {
        fc.pre(!JSON.stringify(value).includes('__proto__')); // the library refuses to read it
        const json = JSON.stringify(value, null, indent);
        expect(roundTrip(json)).toEqual(expected(JSON.parse(json)));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every 64-bit integer exact', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }), (value) => {
        const { v } = roundTrip(`{"v":${value}}`) as { v: number | bigint };
        expect(BigInt(v)).toBe(value);
      }),
    );
  });
});
