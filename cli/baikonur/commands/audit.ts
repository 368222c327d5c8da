import { Command } from 'commander';
import type { AuditOptions } from '../audit/run-audit.ts';
import { withRange, withStage } from '../operator/options.ts';
import type { ExitCode, Shell } from '../shell.ts';

const HELP = `
For each stream and each function that reads it: what was written to the stream against what the function settled, in periods
of five minutes. A difference that does not come back is named with its hop, period and number. The last ten minutes, and
what a shard holds, are in flight. On AWS the counts are metrics of CloudWatch, at stage local the functions' summary lines.

Examples:
  $ baikonur audit --since 24h
  $ baikonur audit --stage prod --since 7d --json
  $ baikonur audit --deep 2026-11-22 app.web

Exit code: 0 even, 1 something is missing or came again, 2 wrong usage or configuration.`;

/** `baikonur audit`: did anything vanish? */
export function auditCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('audit')
    .description('Compare what was written to each stream with what each of its readers settled')
    .option(
      '--deep <day-and-type...>',
      'count the lines of the archive of a day and a log type, and the repeats among them',
    )
    .addHelpText('after', HELP)
    .action(async (options: AuditOptions) => {
      // The SDK is loaded only when it is needed.
      const { runAudit } = await import('../audit/run-audit.ts');
      end(await runAudit(options, shell));
    });
  return withRange(withStage(command), '24 hours ago');
}
