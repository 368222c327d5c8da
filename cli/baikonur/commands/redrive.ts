import { Command, InvalidArgumentError } from 'commander';
import { withConsent } from '../operator/consent.ts';
import { readWhole, withConcurrency, withRange, withStage } from '../operator/options.ts';
import type { RedriveOptions } from '../redrive/options.ts';
import type { ExitCode, Shell } from '../shell.ts';

const HELP = `
Without --run it shows what it would do, and sends nothing. Logs go back into the function that failed, for the target
that failed, with the identity of their first try; other readers of the stream receive nothing. An object of dead letters
whose logs are all settled is moved to _redriven/<run>/. One that is settled in part keeps a receipt: the same command
goes on with the rest, also after a kill. Logs that are rejected again become dead letters of the next generation.

--edit FILE is a module: export default (log, deadLetter) => log. It returns the log to send; undefined leaves the
dead letter where it is. The original stays in _redriven.

Examples:
  $ baikonur redrive --stage dev --since 2h
  $ baikonur redrive --function es-sink --reason rejected_by_destination --run --name INC-123
  $ baikonur redrive --type app --edit fix.mjs
  $ baikonur redrive --reason bad_time --run --yes --json --rate 200 --limit 10000

Exit code: 0 shown or all put back, 1 something is left or was rejected again, 2 wrong usage or configuration.`;

const MAX_GENERATION = 3;

/** `baikonur redrive`: puts dead letters back. */
export function redriveCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('redrive')
    .description('Put dead letters back into the function that failed')
    .option('--function <function>', 'of one function: its name on AWS, or its id or service in config/')
    .option('--target <target>', 'for one target, such as kinesis:my-stream')
    .option('--reason <reason>', 'of one reason, such as bad_time')
    .option('--type <pattern>', 'of log types: NAME, PREFIX* or *')
    .option('--error <text>', 'whose error has this text, or matches /regular expression/')
    .option('--id <id>', 'of one log id or identity')
    .option('--edit <file>', 'module that changes each log before it is sent')
    .option('--on-aws', 'by a state machine on AWS, for much (the stage needs `operator`)')
    .option('--to-stream <stream>', 'onto a stream instead, one record a log')
    .option('--given-up', 'the batches that Lambda saved when their retries were exhausted, instead')
    .option(
      '--max-generation <count>',
      'leave dead letters of this generation and later',
      (text) => readWhole(text, 1000),
      MAX_GENERATION,
    );
  return withRun(withConcurrency(withRange(withStage(command), 'all that are there')))
    .addHelpText('after', HELP)
    .action(async (options: RedriveOptions) => {
      // The SDK is loaded only when it is needed.
      const { runRedrive } = await import('../redrive/run-redrive.ts');
      end(await runRedrive(options, shell));
    });
}

/** Adds the options of a run. */
export function withRun(command: Command): Command {
  return withConsent(command, 'send')
    .option('--limit <logs>', 'no more than so many logs', (text) => readWhole(text))
    .option('--rate <logs>', 'logs a second at most', readRate)
    .option('--name <name>', 'end of the run’s id, such as INC-123', readName);
}

function readRate(text: string): number {
  const rate = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && rate > 0 && rate <= 1e6) return rate;
  throw new InvalidArgumentError(`expected logs a second, a number above 0, got ${JSON.stringify(text)}`);
}

function readName(text: string): string {
  if (/^[\w.-]{1,100}$/.test(text)) return text;
  throw new InvalidArgumentError(`expected letters, digits, _ . and -, got ${JSON.stringify(text)}`);
}
