import { Command, InvalidArgumentError } from 'commander';
import { readWhole, withConcurrency, withRange, withStage } from '../operator/options.ts';
import type { ReplayOptions } from '../replay/options.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { withRun } from './redrive.ts';

const HELP = `
Without --run it shows what it would do, and sends nothing. --since and --until are times of the logs, not of their
arrival, which the archive does not have. Each log has the identity archive/<key>/<line>. An object that is done has a
receipt: --resume goes on with the others, with the selection of the run and the same end.

Examples:
  $ baikonur replay --stage dev --type 'app*' --since 2026-11-22 --until 2026-11-23 --to es-sink
  $ baikonur replay --type app --where level=error --since 2d --to kinesis:my-stream --run
  $ baikonur replay --resume 20261128T104250Z-INC-123 --run

Exit code: 0 shown or all sent, 1 something is left, was rejected or is more than allowed, 2 wrong usage or configuration.`;

const DEFAULT_MAX_GIB = 10;
const DEFAULT_MAX_LOGS = 10_000_000;

/** `baikonur replay`: logs of the archive go into a function or onto a stream again. */
export function replayCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('replay')
    .description('Send logs of the archive into a function or onto a stream again')
    .option('--type <pattern>', 'log types: NAME, PREFIX* or *')
    .option('--where <path=value>', 'only logs that have this value; may be repeated', addWhere)
    .option('--to <destination>', 'a function of config/, or kinesis:<stream>')
    .option('--edit <file>', 'module that changes each log before it is sent')
    .option('--on-aws', 'by a state machine on AWS, for much (the stage needs `operator`)')
    .option('--resume <run>', 'go on with a run', readRun)
    .option('--max-gib <size>', 'refuse more than so many GiB of objects', (text) => readWhole(text), DEFAULT_MAX_GIB)
    .option('--max-logs <logs>', 'refuse more than about so many logs', (text) => readWhole(text), DEFAULT_MAX_LOGS);
  return withRun(withConcurrency(withRange(withStage(command), 'it must be given')))
    .addHelpText('after', HELP)
    .action(async (options: ReplayOptions) => {
      // The SDK is loaded only when it is needed.
      const { runReplay } = await import('../replay/run-replay.ts');
      end(await runReplay(options, shell));
    });
}

/** Collects repeated `--where`. */
export function addWhere(text: string, given: readonly string[] = []): readonly string[] {
  return [...given, text];
}

function readRun(text: string): string {
  if (/^[\w.-]{1,200}$/.test(text)) return text;
  throw new InvalidArgumentError(`expected the id of a run, got ${JSON.stringify(text)}`);
}
