import { Command } from 'commander';
import { DEFAULT_CAPS, type FindOptions } from '../find/query.ts';
import { readWhole, withConcurrency, withRange, withStage } from '../operator/options.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { addWhere } from './replay.ts';

const HELP = `
ID is a log id, or the identity that letters and explain show. Dead letters (those that were redriven, too), batches that
Lambda saved, the archive and the search indices are looked at; with --in-flight the streams as well. --since and --until
are times of the log. It shows the log's way, and what was not looked at. What it reads of the archive costs money: types
and a short range make it less.

Examples:
  $ baikonur find 9f3c1a --stage dev
  $ baikonur find 9f3c1a --type 'app*' --since 2026-11-22 --until 2026-11-23 --in-flight
  $ baikonur find --where user.id=42 --type audit --since 2h --json

Exit code: 0 found, 1 not found or AWS refuses, 2 wrong usage or configuration.`;

/** `baikonur find [ID]`: where a log is. */
export function findCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('find')
    .description('Find a log: in the archive, dead letters, indices and streams')
    .argument('[id]', 'a log id, or the identity of an entry')
    .option('--type <pattern>', 'log types: NAME, PREFIX* or * (default: all)')
    .option('--where <path=value>', 'only logs that have this value; may be repeated', addWhere)
    .option('--in-flight', 'read the streams, too, as far back as --since and their retention')
    .option('--all', 'read the archive and the streams to their ends, although the log was found')
    .option('--limit <places>', 'end after so many places', (text) => readWhole(text), DEFAULT_CAPS.limit)
    .option('--max-objects <objects>', 'read no more objects', (text) => readWhole(text), DEFAULT_CAPS.maxObjects)
    .option('--max-gib <size>', 'read no more GiB', (text) => readWhole(text), DEFAULT_CAPS.maxGib);
  return withConcurrency(withRange(withStage(command), '1d'))
    .addHelpText('after', HELP)
    .action(async (id: string | undefined, options: FindOptions) => {
      // The SDK is loaded only when it is needed.
      const { runFind } = await import('../find/run-find.ts');
      end(await runFind(id, options, shell));
    });
}
