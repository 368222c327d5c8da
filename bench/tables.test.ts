import { GROWTH_GOAL, type Growth } from './growth.ts';
import type { Row } from './measure-row.ts';
import { renderGrowth, renderRows } from './tables.ts';

const ROW: Row = {
  work: 'router',
  batch: 'plain',
  cpuMs: 5,
  floorCpuMs: 4,
  ratio: 1.25,
  peakRssMb: 120,
  floorPeakRssMb: 100,
  bytesIn: 1_030_000,
  bytesOut: 1_060_000,
};
const GROWTH: Growth = {
  work: 'router',
  young: 'runtime',
  records: 3000,
  eventMb: 5.2,
  cpuMs: 12,
  peakRssMb: 120,
};

function lastLine(text: string): string | undefined {
  return text.split('\n').at(-1);
}

describe('a row of the table', () => {
  it.each<[string, Partial<Row>, string]>([
    ['at its goal', {}, '| 1.25 | 1.25 |'],
    ['above its goal', { ratio: 1.26 }, '| **1.26** | 1.25 |'],
    ['without a goal', { work: 's3-sink-zstd', ratio: 3 }, '| 3.00 | – |'],
  ])('%s', (_name, change, cells) => {
    expect(lastLine(renderRows([{ ...ROW, ...change }]))).toContain(cells);
  });
});

describe('the growth', () => {
  const small: Growth = { ...GROWTH, records: 300, cpuMs: 1 };
  it.each([
    ['at its goal', GROWTH_GOAL, '| router | runtime | 3.3 | 4.0 | 10.80 | 12.00 | 10.8 | 120 |'],
    ['above its goal', 10.9, '| router | runtime | 3.3 | 4.0 | **10.90** | 12.00 | 10.8 | 120 |'],
  ])('%s', (_name, timesTheTenth, row) => {
    const text = renderGrowth([small, { ...GROWTH, timesTheTenth, floorTimesTheTenth: 12 }]);
    expect(lastLine(text)).toBe(row);
    expect(text).toContain('| µs a log of 300 | µs a log of 3000 | 3000 / 300 | floor |');
  });
});
