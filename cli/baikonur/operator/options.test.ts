import { Command } from 'commander';
import { DEFAULT_CONCURRENCY, readWhole, withConcurrency, withRange, withStage } from './options.ts';

function parse(...args: readonly string[]) {
  const command = withConcurrency(withRange(withStage(new Command('x')), '24h')).exitOverride();
  command.configureOutput({ writeErr: () => undefined });
  return command.parse(args, { from: 'user' }).opts();
}

it('reads the options that the commands share', () => {
  expect(parse()).toEqual({ concurrency: DEFAULT_CONCURRENCY });
  expect(parse('--stage', 'dev', '--json', '--since', '2h', '--until', '1h', '--concurrency', '3')).toEqual({
    stage: 'dev',
    json: true,
    since: '2h',
    until: '1h',
    concurrency: 3,
  });
});

it.each(['0', '-1', '1.5', 'many', '', '65'])('refuses --concurrency %j', (text) => {
  expect(() => parse('--concurrency', text)).toThrow(/expected a whole number above 0 and at most 64, got/);
});

it('reads a whole number without a limit', () => {
  expect(readWhole('1000000')).toBe(1_000_000);
  expect(() => readWhole('1e3')).toThrow('expected a whole number above 0, got "1e3"');
});
