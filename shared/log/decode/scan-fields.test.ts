import { isUtf8 } from 'node:buffer';
import fc from 'fast-check';
import { shortOrLong } from '../../../test/exhaustive.ts';
import type { Fields } from '../log.ts';
import { createFieldReader, type FieldNames } from './fields.ts';
import { pickedValue } from './picked-value.ts';
import { createFieldScanner } from './scan-fields.ts';

const NAMES: FieldNames = { logType: 'log_type', logId: 'log_id', time: 'time' };
const PICKS = ['level', 'constructor', 'é'];
const MUTATED_TEXTS = shortOrLong(200_000, 10_000_000);

const scan = createFieldScanner(NAMES, PICKS) ?? (() => undefined);
const read = createFieldReader(NAMES, PICKS, pickedValue);

/** The fields as JSON.parse finds them; `undefined` for what is no JSON object of a log. */
function parsed(data: Buffer): Fields | undefined {
  if (!isUtf8(data)) return undefined;
  try {
    const root: unknown = JSON.parse(data.toString());
    if (typeof root !== 'object' || root === null || Array.isArray(root) || Object.hasOwn(root, 'messageType')) return;
    return read(root as Readonly<Record<string, unknown>>); // an object
  } catch {
    return undefined;
  }
}

function none(fields: Partial<Fields>): Fields {
  return { logType: undefined, logId: undefined, time: undefined, picked: PICKS.map(() => undefined), ...fields };
}

describe('what the scanner takes', () => {
  it.each<[string, Partial<Fields>]>([
    ['{}', {}],
    ['{ }\r\n', {}],
    ['{"log_type":"app","log_id":7,"time":"2024-06-07"}', { logType: 'app', logId: 7, time: '2024-06-07' }],
    [' {"log_type" : "app" ,\n"log_id":\t"a"}'.trimStart(), { logType: 'app', logId: 'a' }],
    ['{"log_id":1,"log_id":"2"}', { logId: '2' }],
    ['{"a":{"log_id":1},"b":[{"log_id":2}]}', {}],
    ['{"a":[[],{},[{}],[1,-0.5e-7,true,false,null,"\\u00e9\\n"]],"log_id":true}', { logId: true }],
    ['{"log_id":12345678901234567890,"time":1e400}', { logId: 12345678901234567000, time: Number.POSITIVE_INFINITY }],
    ['{"time":-0,"log_type":null}', { time: -0, logType: null }],
    ['{"log_id":"日本","é":"ü","level":"x"}', { logId: '日本', picked: ['x', undefined, 'ü'] }],
    [`{"log_type":"app","m":"${'x'.repeat(2000)}","log_id":"a"}`, { logType: 'app', logId: 'a' }],
    ['{"__proto__":{"log_id":1}}', {}],
  ])('%.80s', (json, expected) => {
    const data = Buffer.from(json);
    expect(scan(data)).toEqual(none(expected));
    expect(parsed(data)).toEqual(none(expected));
  });
});

it.each([
  '',
  '{',
  '}',
  '[]',
  '{"a":1',
  '{"a":1}}',
  '{"a":1]',
  '{"a":[1}',
  '{"a":1,}',
  '{,"a":1}',
  '{"a":[1,]}',
  '{"a":[,1]}',
  '{"a" 1}',
  '{a:1}',
  '{"a":01}',
  '{"a":-}',
  '{"a":1.}',
  '{"a":.5}',
  '{"a":1e}',
  '{"a":+1}',
  '{"a":tru}',
  '{"a":"\t"}',
  '{"a":"\\x"}',
  '{"a":"\\u12g4"}',
  '{"a":"\\u12}',
  '{"a":"\\"}',
  '{"a":"b}',
  '{"a":1}\0',
  '\u00a0{}',
  '{"a":"\xff"}',
])('leaves %j to JSON.parse, which refuses it', (text) => {
  const data = Buffer.from(text, 'latin1');
  expect(scan(data)).toBeUndefined();
  expect(parsed(data)).toBeUndefined();
});

it.each([
  '{"messageType":"DATA_MESSAGE"}',
  '{"log_id":{"a":1}}',
  '{"log_id":"a\\"b"}',
  '{"log_\\u0069d":"a"}',
  `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
])('leaves %.80j to JSON.parse, which takes it', (json) => {
  expect(scan(Buffer.from(json))).toBeUndefined();
  expect(JSON.parse(json)).toBeDefined();
});

it.each<[string, Partial<FieldNames>, readonly string[]]>([
  ['a path', { logId: 'meta.id' }, []],
  ['a path of a route', {}, ['http.path']],
  ["the name of an envelope's key", { logType: 'messageType' }, []],
  ['a quote', { time: 'a":1,"b' }, []],
])('reads nothing where a name is or has %s', (_, names, picks) => {
  expect(createFieldScanner({ ...NAMES, ...names }, picks)).toBeUndefined();
});

it('reads one name for two fields', () => {
  const same = createFieldScanner({ logType: 'id', logId: 'id', time: 'time' });
  expect(same?.(Buffer.from('{"id":"a"}'))).toEqual({ logType: 'a', logId: 'a', time: undefined });
});

it('takes any object of ordinary values, and finds what JSON.parse finds', () => {
  const scalar = fc.oneof(fc.stringMatching(/^[a-z日é ]{0,30}$/), fc.double(), fc.boolean(), fc.constant(null));
  const keys = fc.constantFrom('log_type', 'log_id', 'time', 'level', 'constructor', 'é', 'x', 'messagetype');
  const objects = fc.dictionary(keys, scalar);
  fc.assert(
    fc.property(objects, fc.jsonValue({ maxDepth: 5 }), fc.nat(3), (object, other, indent) => {
      const data = Buffer.from(JSON.stringify({ ...object, other }, null, indent));
      expect(scan(data)).toEqual(parsed(data));
    }),
  );
});

describe('changed texts', () => {
  const seeds = [
    '{"log_type":"app","log_id":"a-1","time":"2024-06-07T03:00:00.007Z","level":"INFO","n":{"a":[1,-2.5e3,{}],"b":[]}}',
    '{"log_id":12,"time":1.5E+7,"level":true,"log_type":null,"é":"日本","e":"\\u00e9\\"\\\\"}\n',
    '{ "time" : "t" , "constructor" : [ [ ] , { "log_id" : 0 } ] , "log_id":"1","log_id":"2" }',
  ].map((text) => Buffer.from(text));
  const pieces = [
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '0',
    '-',
    '.',
    'e',
    ' ',
    '\0',
    'é',
    '\\u00',
    'true',
    'null',
    '"time":',
  ];
  const inserted = [...pieces.map((text) => Buffer.from(text)), Buffer.from([0xff]), Buffer.from([0x80])];

  /** Numbers below `bound`, the same in every run. */
  function createRandom(): (bound: number) => number {
    let state = 0x9e3779b9;
    return (bound) => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 0) % bound;
    };
  }

  function change(data: Buffer, random: (bound: number) => number): Buffer {
    const at = random(data.length + 1);
    const end = Math.min(data.length, at + random(3));
    const piece = inserted[random(inserted.length)] ?? Buffer.alloc(0);
    return Buffer.concat([data.subarray(0, at), random(3) === 0 ? Buffer.alloc(0) : piece, data.subarray(end)]);
  }

  function isSame(left: Fields, right: Fields | undefined): boolean {
    const values = ({ logType, logId, time, picked = [] }: Fields) => [logType, logId, time, ...picked];
    const others = right === undefined ? [] : values(right);
    return values(left).every((value, index) => Object.is(value, others[index]));
  }

  it(`are read as JSON.parse reads them, or left to it: ${MUTATED_TEXTS} texts`, () => {
    const random = createRandom();
    let taken = 0;
    for (let count = 0; count < MUTATED_TEXTS; count++) {
      let data: Buffer = seeds[random(seeds.length)] ?? Buffer.alloc(0);
      for (let changes = random(4); changes > 0; changes--) data = change(data, random);
      const fields = scan(data);
      if (fields === undefined) continue;
      taken++;
      if (!isSame(fields, parsed(data))) throw new Error(`read otherwise than JSON.parse: ${data.toString('latin1')}`);
    }
    expect(taken).toBeGreaterThan(MUTATED_TEXTS / 4);
  });
});
