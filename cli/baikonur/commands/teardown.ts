import { Command } from 'commander';
import { withConsent } from '../operator/consent.ts';
import type { ExitCode, Shell } from '../shell.ts';
import type { TeardownOptions } from '../teardown/run-teardown.ts';

const HELP = `
For after \`sls remove\`: with \`retain: true\` streams, buckets, tables, log groups and the roles of delivery streams are
left, with what is in them. Without --run it lists them and changes nothing. It looks for the names of config/ alone, as
config/ is now. Interrupted, the same command goes on.

Examples:
  $ baikonur teardown --stage dev
  $ baikonur teardown --stage dev --run

Exit code: 0 listed or removed, 1 still deployed, not confirmed, interrupted or refused, 2 wrong usage or configuration.`;

/** `baikonur teardown`: removes for good what `sls remove` has left. */
export function teardownCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('teardown')
    .description('Remove for good what `sls remove` has left of a stage')
    .requiredOption('--stage <stage>', 'a stage of config/stages');
  return withConsent(command, 'remove it')
    .addHelpText('after', HELP)
    .action(async (options: TeardownOptions) => {
      // The SDK is loaded only when it is needed.
      const { runTeardown } = await import('../teardown/run-teardown.ts');
      end(await runTeardown(options, shell));
    });
}
