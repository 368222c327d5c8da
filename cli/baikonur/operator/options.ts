import { type Command, InvalidArgumentError } from 'commander';
import { SINCE_FORMS } from '../tail/read-since.ts';

/** Requests at a time without `--concurrency`. */
export const DEFAULT_CONCURRENCY = 8;
const MOST_CONCURRENCY = 64;

/** Adds `--stage` and `--json`. */
export function withStage(command: Command): Command {
  return command
    .option('--stage <stage>', 'stage of config/ (default: local where AWS_ENDPOINT_URL is set, else dev)')
    .option('--json', 'JSON, for programs');
}

/** Adds `--since` and `--until`. @param otherwise the beginning without `--since`, in words. */
export function withRange(command: Command, otherwise: string): Command {
  return command
    .option('--since <when>', `${SINCE_FORMS} (default: ${otherwise})`)
    .option('--until <when>', 'the end of the range, as --since (default: now)');
}

/** Adds `--concurrency`. */
export function withConcurrency(command: Command): Command {
  return command.option(
    '--concurrency <requests>',
    `requests at a time, 1 to ${MOST_CONCURRENCY}`,
    (text) => readWhole(text, MOST_CONCURRENCY),
    DEFAULT_CONCURRENCY,
  );
}

/** Reads a whole number above 0. @throws {InvalidArgumentError} naming what was given. */
export function readWhole(text: string, most = Number.MAX_SAFE_INTEGER): number {
  const number = Number(text);
  if (/^[1-9]\d{0,14}$/.test(text) && number <= most) return number;
  const limit = most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${most}`;
  throw new InvalidArgumentError(`expected a whole number above 0${limit}, got ${JSON.stringify(text)}`);
}
