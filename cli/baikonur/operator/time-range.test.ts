import { PassThrough, Readable } from 'node:stream';
import type { Shell } from '../shell.ts';
import { fixRange, isoTime } from './time-range.ts';

const NOW_MS = Date.UTC(2026, 10, 22, 12);

function shell(): { readonly shell: Shell; readonly told: () => string } {
  const stderr = new PassThrough();
  const untilInterrupted = () => new AbortController().signal;
  return {
    shell: {
      stdin: Readable.from([]),
      stdout: new PassThrough(),
      stderr,
      env: {},
      now: () => NOW_MS,
      untilInterrupted,
    },
    told: () => String(stderr.read() ?? ''),
  };
}

it.each([
  [{ since: '2h' }, undefined, '2026-11-22T10:00:00Z', '2026-11-22T12:00:00Z'],
  [{ since: '2026-11-22T10:00Z' }, undefined, '2026-11-22T10:00:00Z', '2026-11-22T12:00:00Z'],
  [{ since: '2026-11-22T10:00+09:00', until: '30m' }, undefined, '2026-11-22T01:00:00Z', '2026-11-22T11:30:00Z'],
  [{}, 3_600_000, '2026-11-22T11:00:00Z', '2026-11-22T12:00:00Z'],
  [{ since: 'start', until: '1d' }, undefined, '1970-01-01T00:00:00Z', '2026-11-21T12:00:00Z'],
])('fixes %j and tells it', (options, otherwiseMs, from, until) => {
  const { shell: world, told } = shell();
  const range = fixRange(options, world, otherwiseMs);
  expect([isoTime(range.fromMs), isoTime(range.toMs)]).toEqual([from, until]);
  expect(told()).toBe(`from ${from} until ${until}\n`);
});

it('tells nothing where all of time is meant', () => {
  const { shell: world, told } = shell();
  expect(fixRange({}, world)).toEqual({ fromMs: 0, toMs: NOW_MS });
  expect(told()).toBe('');
});

it.each([
  [{ since: 'yesterday' }, /--since: expected a duration .* got "yesterday"/],
  [{ since: '2027-01-01' }, /--since: .*not in the future/],
  [{ until: 'start' }, /--until: expected/],
  [{ since: '1h', until: '2h' }, /expected --since to be before --until, got 2026-11-22T11:00:00Z and 2026-11-22T10:/],
])('refuses %j', (options, sentence) => {
  expect(() => fixRange(options, shell().shell)).toThrow(sentence);
});

it('says that the beginning was not named, where --until is before it', () => {
  expect(() => fixRange({ until: '2026-01-01' }, shell().shell, 86_400_000)).toThrow(
    'got 2026-11-21T12:00:00Z (no --since was given) and 2026-01-01T00:00:00Z',
  );
});
