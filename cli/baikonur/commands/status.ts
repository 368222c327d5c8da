import { Command } from 'commander';
import { withStage } from '../operator/options.ts';
import type { ExitCode, Shell } from '../shell.ts';
import type { StatusOptions } from '../status/run-status.ts';

const HELP = `
Looks at streams, functions, held shards, dead letters of the last 24 h, batches that Lambda saved, and alarms; and at what
no metric shows: a mapping that is disabled, variables that differ from config/, a retention below the hold, a subscription
filter that is missing, a bucket or table that is gone. Nothing is changed. Each trouble ends with what to do next.

Examples:
  $ baikonur status --stage dev
  $ baikonur status --stage dev --watch
  $ baikonur status --json | jq '.troubles[].sentence'

Exit code: 0 when all is well, 1 when something is wrong or AWS refuses, 2 wrong usage or configuration.`;

/** `baikonur status`: what is wrong with a stage, since when, and what to do next. */
export function statusCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  return withStage(new Command('status'))
    .description('What is stuck or wrong in a stage, since when, and what to do next')
    .option('--watch', 'look again every 10 seconds, until Ctrl-C')
    .addHelpText('after', HELP)
    .action(async (options: StatusOptions) => {
      // The SDK is loaded only when it is needed.
      const { runStatus } = await import('../status/run-status.ts');
      end(await runStatus(options, shell));
    });
}
