import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTimeParser } from './parse-time.ts';

interface Case {
  readonly input: unknown;
  readonly ok: boolean;
  readonly category: string;
  readonly iso?: string;
  readonly epoch_ms_utc?: number;
}

const cases = readFileSync(join(import.meta.dirname, 'fixtures/dateutil.jsonl'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line): Case => JSON.parse(line));
const categories = [...new Set(cases.map(({ category }) => category))];

const parse = createTimeParser({ formats: ['dateutil'], zone: 'UTC', quirks: 'dateutil' });
const referenceMs = Date.UTC(2020, 2, 14);

/** Microseconds since the epoch; `undefined` where the value is refused. A value of another type has no text to parse. */
function parsedMicros(input: unknown): bigint | undefined {
  if (typeof input !== 'string' && typeof input !== 'number') return undefined;
  const result = parse(String(input), typeof input === 'string' ? 'text' : 'number', referenceMs);
  return result.status === 'ok' ? result.timeNs / 1000n : undefined;
}

function expectedMicros({ ok, iso = '', epoch_ms_utc = 0 }: Case): bigint | undefined {
  return ok ? BigInt(epoch_ms_utc) * 1000n + BigInt(iso.slice(23, 26)) : undefined;
}

describe('the cases of dateutil 2.8.2', () => {
  it('are all there', () => expect(cases).toHaveLength(5953));

  it.each(categories)('%s: validity and instant are equal', (category) => {
    const ofCategory = cases.filter((one) => one.category === category);
    const differing = ofCategory.filter((one) => parsedMicros(one.input) !== expectedMicros(one));
    expect(ofCategory.length).toBeGreaterThan(0);
    expect(differing).toEqual([]);
  });

  it.each(['UTC', 'Europe/Berlin', 'Pacific/Apia'])('every refusal is a sentence and nothing throws, in %s', (zone) => {
    const inZone = createTimeParser({ formats: ['dateutil', 'epoch', 'clf'], zone });
    for (const { input } of cases) {
      if (typeof input !== 'string') continue;
      const result = inZone(input, 'text', referenceMs);
      if (result.status === 'bad') expect(result.error).toMatch(/^".*" is no time \(.+\): expected .+/);
    }
  });
});
