import { createProgress } from './progress.ts';

beforeEach(() => jest.useFakeTimers({ now: 1_000_000 }));
afterEach(() => jest.useRealTimers());

function start() {
  const lines: string[] = [];
  return { lines, progress: createProgress((line) => lines.push(line), 999_000, Date.now) };
}

it('is never silent for five seconds, and says for how long it has been at one thing', () => {
  const { lines, progress } = start();
  progress.tell(`deploying ${'x'.repeat(100)}`);
  jest.advanceTimersByTime(4_500);
  progress.tell('  a part is done');
  jest.advanceTimersByTime(4_000);
  expect(lines).toEqual([
    `   1.0 s  deploying ${'x'.repeat(100)}`,
    `   5.0 s  … 4 s: deploying ${'x'.repeat(52)}…`,
    '   5.5 s    a part is done',
    `   9.5 s  … 9 s: deploying ${'x'.repeat(52)}…`,
  ]);
  expect(lines.at(-1)).toHaveLength(80);
});

it('is silent after a result, and after the end', () => {
  const { lines, progress } = start();
  progress.tell('one');
  progress.pause();
  jest.advanceTimersByTime(60_000);
  progress.tell('two');
  progress.end();
  jest.advanceTimersByTime(60_000);
  expect(lines).toEqual(['   1.0 s  one', '  61.0 s  two']);
});
