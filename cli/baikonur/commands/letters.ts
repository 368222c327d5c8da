import { Command } from 'commander';
import type { DeadLettersOptions } from '../dead-letters/run-dead-letters.ts';
import type { SelectOptions } from '../dead-letters/select-dead-letters.ts';
import { readWhole, withConcurrency, withRange, withStage } from '../operator/options.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';

const HELP = `
Dead letters of one function, target, reason and type, whose errors differ in values alone, are one group: the newest
first, with the number of dead letters and one of their errors. --since and --until are times at which dead letters were written.
--data writes the logs themselves: one line for each, as it is where it is JSON on one line, else in an envelope with
base64, which explain and send read.

Examples:
  $ baikonur letters --stage dev --since 2h
  $ baikonur letters --function es-sink --reason rejected_by_destination --error '/\\[user\\.age\\]/' --show
  $ baikonur letters --type 'app*' --out dead-letters.ndjson
  $ baikonur letters --reason bad_time --data | baikonur explain
  $ baikonur letters explain --since 1d

Exit code: 0, 1 when something is broken or AWS refuses, 2 for wrong usage or configuration.`;

/** `baikonur letters`: the dead letters of a stage. */
export function lettersCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('letters')
    .description('Group the dead letters of a stage, show them, and write them out')
    .enablePositionalOptions()
    .option('--show', 'print each dead letter whole; with --json one on a line')
    .option('--out <file>', 'write them to a file, one on a line; - for the standard output')
    .option('--data', 'write the original bytes of their records, to --out or the standard output')
    .addHelpText('after', HELP)
    .action(async (options: DeadLettersOptions) => {
      // The SDK is loaded only when it is needed.
      const { runDeadLetters } = await import('../dead-letters/run-dead-letters.ts');
      end(await runDeadLetters(options, shell));
    });
  return withSelection(command).addCommand(explainLettersCommand(shell, end)).addCommand(autopsyCommand(shell, end));
}

const EXPLAIN_HELP = `
Each dead letter is judged by the function that rejected it, for the target that failed, with the code of the services and
today's config/. Nothing is sent. What only the destination can refuse is counted apart.

Examples:
  $ baikonur letters explain --stage dev --since 1d
  $ baikonur letters explain --reason bad_time --json

Exit code: 0 when nothing would be refused again, 1 when something would, 2 for wrong usage or configuration.`;

/** `baikonur letters explain`: whether the dead letters would be accepted now. */
function explainLettersCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('explain')
    .description('Say whether they would be accepted now')
    .addHelpText('after', EXPLAIN_HELP)
    .action(async (_options: SelectOptions, own: Command) => {
      const { runExplainDeadLetters } = await import('../dead-letters/run-explain.ts');
      end(await runExplainDeadLetters(mergedOptions(own), shell));
    });
  return withSelection(command);
}

const AUTOPSY_HELP = `
For dead letters that es-sink wrote because the engine refused a document: for each index and error the field, the type
that the engine has, the values that clash with it, since when, who sends them, and what fixes it. --fixtures writes a
case for each, which npm test runs until it is fixed.

Examples:
  $ baikonur letters autopsy --stage dev --since 1d
  $ baikonur letters autopsy --type app --fixtures test/search-cases

Exit code: 0 nothing was refused, 1 something was, 2 wrong usage or configuration.`;

/** `baikonur letters autopsy`: why a search engine refused documents. */
function autopsyCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('autopsy')
    .description('Say why the search engine refused documents, and what fixes it')
    .option('--fixtures <folder>', 'write a case for each error: the smallest dead letter that has it')
    .addHelpText('after', AUTOPSY_HELP)
    .action(async (_options: SelectOptions, own: Command) => {
      const { runAutopsy } = await import('../dead-letters/run-autopsy.ts');
      end(await runAutopsy(mergedOptions(own), shell));
    });
  return withSelection(command);
}

/**
 * Options may be before the subcommand as well as behind it.
 * @throws {UsageError} for one that only the command above has.
 */
function mergedOptions(command: Command): SelectOptions {
  const { show, out, data, ...shared } = command.parent?.opts<DeadLettersOptions>() ?? {};
  const foreign = Object.entries({ '--show': show, '--out': out, '--data': data }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}: leave it out, ${command.name()} does not take it`],
  );
  if (foreign.length > 0) throw new UsageError(foreign);
  return { ...shared, ...command.opts<SelectOptions>() };
}

/** Adds the options that select dead letters. */
function withSelection(command: Command): Command {
  withStage(command)
    .option('--function <function>', 'of one function: its name on AWS, or its id or service in config/')
    .option('--target <target>', 'for one target, such as kinesis:my-stream')
    .option('--reason <reason>', 'of one reason, such as bad_time')
    .option('--type <pattern>', 'of log types: NAME, PREFIX* or *')
    .option('--error <text>', 'whose error has this text, or matches /regular expression/')
    .option('--id <id>', 'of one log id or identity')
    .option('--limit <count>', 'no more than so many dead letters', (text) => readWhole(text));
  return withConcurrency(withRange(command, 'all that are there'));
}
