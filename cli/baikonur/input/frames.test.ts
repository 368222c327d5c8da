import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { readLines } from '../../../shared/lines/read-lines.ts';
import { kplAggregate } from '../../../shared/log/testing/stream-records.ts';
import { readFrames } from './frames.ts';

async function framesOf(text: string) {
  async function* source() {
    yield Buffer.from(text);
  }
  const frames = [];
  for await (const some of readFrames(readLines(source(), 1_000_000))) frames.push(...some);
  return frames.map(({ line, data }) => [line, data.toString()] as const);
}

const LOG = '{"log_type":"app","log_id":"1"}';

describe('a line stands for itself', () => {
  it.each<[string, readonly string[]]>([
    ['logs', [LOG, LOG]],
    ['a log that was cut, before a whole one', ['{"log_type":"app","log_id":"cut', LOG]],
    ['a log without its last brace', ['{"log_type":"app","log_id":"cut"', LOG]],
    ['a brace alone', ['{', LOG, LOG]],
    ['an open list behind a key', ['{"a":[', '{"log_type":"app"}']],
    ['an object that never ends', ['{', '"a": 1,', '"b": 2']],
    ['text', ['GET / 200', 'x { y', LOG]],
    ['base64 that is shorter than tools wrap', [gzipSync('a').toString('base64'), gzipSync('b').toString('base64')]],
  ])('%s', async (_, lines) => {
    expect(await framesOf(lines.join('\n'))).toEqual(lines.map((line, index) => [index + 1, line]));
  });
});

it('takes the lines of a document together, several documents included', async () => {
  const json = fc.record({ a: fc.jsonValue({ maxDepth: 3 }), b: fc.string(), c: fc.array(fc.jsonValue()) });
  await fc.assert(
    fc.asyncProperty(fc.array(json, { minLength: 1, maxLength: 4 }), fc.boolean(), async (values, tabs) => {
      const texts = values.map((value) => JSON.stringify(value, null, tabs ? '\t' : 2));
      const frames = await framesOf(texts.join('\n'));
      expect(frames.map(([, text]) => text)).toEqual(texts);
    }),
  );
});

it.each([76, 64])('takes base64 together that was wrapped at %d, aggregate by aggregate', async (width) => {
  const aggregates = [kplAggregate(['x'.repeat(300)]), kplAggregate(['y'.repeat(500), 'z'])];
  const texts = aggregates.map((data) => data.toString('base64'));
  const wrapped = texts.map((text) => text.replace(new RegExp(`(.{${width}})`, 'g'), '$1\n'));
  expect((await framesOf(wrapped.join('\n'))).map(([, text]) => text)).toEqual(texts);
});
