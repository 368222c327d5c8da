import { gzipSync, zstdCompressSync } from 'node:zlib';
import type { Random } from '../../bench/batches/random.ts';
import { envelopeText, kplAggregate } from '../../shared/log/testing/stream-records.ts';
import { log } from './texts.ts';

/** Texts that are mutated: logs, and what is nearly one. */
const SEEDS: readonly [string, ...string[]] = [
  log(',"level":"ERROR","text":"päyment \\u0000 \\\\ \\"x\\"","n":[1,2.5e-3,-0]'),
  log('', { time: '10/Oct/2000:13:55:36 -0700' }),
  log('', { time: '23 Nov 2026 7h16m JST' }),
  '{"log_type":"access","log_id":12345678901234567890,"time":1795418166.123456789}',
  '{"a":{"b":[{"log_type":"x"}]},"log_type":"app","log_id":"\\ud83d\\ude00","time":"1795418166"}',
  '<34>Oct 11 22:14:15 host su: syslog',
  'level=info msg="logfmt" time=2026-11-23T07:16:06Z',
];

/** Bytes that mean something to one decoder or another. */
const TOKENS: readonly [string, ...string[]] = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ':',
  ',',
  '\n',
  '\0',
  '\\u',
  '\\ud800',
  'e999',
  '-',
  '0',
  '9'.repeat(30),
  '__proto__',
  '"log_type":',
  '"log_id":',
  '"time":',
  '\ufeff',
  '\x1f\x8b',
  '\x28\xb5\x2f\xfd',
  '\xf3\x89\x9a\xc2',
  '\xff',
  '\xc3',
];

/** One record: a text, its bytes changed, encoded, and the encoded bytes perhaps changed again. */
export function mutatedRecord(random: Random): Buffer {
  const part = (): Buffer => mutated(Buffer.from(random.pick(SEEDS)), random, random.below(4));
  const record = encode(part, random);
  return random.below(3) === 0 ? mutated(record, random, 1 + random.below(3)) : record;
}

function encode(part: () => Buffer, random: Random): Buffer {
  switch (random.below(8)) {
    case 0:
      return gzipSync(part(), { level: 1 });
    case 1:
      return zstdCompressSync(part());
    case 2:
      return kplAggregate([part(), part(), gzipSync(part(), { level: 1 })]);
    case 3:
      return gzipSync(
        mutated(Buffer.from(envelopeText([part().toString('latin1'), 'plain'])), random, random.below(2)),
      );
    case 4:
      return Buffer.concat([gzipSync(part()), gzipSync(part())]);
    case 5:
      return Buffer.from(Array.from({ length: random.below(60) }, () => random.below(256)));
    default:
      return part();
  }
}

function mutated(bytes: Buffer, random: Random, changes: number): Buffer {
  let result = bytes;
  for (let change = 0; change < changes; change++) result = mutateOnce(result, random);
  return result;
}

function mutateOnce(bytes: Buffer, random: Random): Buffer {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + random.below(8));
  const [head, cut, tail] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([head, tail]);
    case 1:
      return Buffer.concat([head, Buffer.from(random.pick(TOKENS), 'latin1'), cut, tail]);
    case 2:
      return Buffer.concat([head, ...Array<Buffer>(1 + random.below(5)).fill(cut), tail]);
    case 3:
      return head;
    default: {
      const flipped = Buffer.from(bytes);
      if (at < bytes.length) flipped[at] = (flipped[at] ?? 0) ^ (1 << random.below(8));
      return flipped;
    }
  }
}
