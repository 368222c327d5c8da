import { Command, InvalidArgumentError } from 'commander';
import { withStage } from '../operator/options.ts';
import type { ExitCode, Shell } from '../shell.ts';
import type { WatchOptions } from '../watch/run-watch.ts';

const HELP = `
It prints the address of a page on this machine and opens it: the way of logs with their rates, what is held and for how
long, dead letters, preview environments, ledger and audit. The address has a token: who has it can read the page. The
page changes nothing; on the local AWS it can send samples. The stage is read only while the page is open.

Examples:
  $ baikonur watch --stage dev
  $ baikonur watch --stage local --no-open --port 8080

Exit code: 0 ended by Ctrl-C, 1 AWS refuses or the port is taken, 2 wrong usage or configuration.`;

const MAX_PORT = 65_535;

/** `baikonur watch`: the pipeline as a page. */
export function watchCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('watch')
    .description('Show the pipeline as a page in the browser')
    .option('--port <port>', 'port of this machine; 0: any that is free', readPort, 0)
    .option('--no-open', 'print the address alone')
    .addHelpText('after', HELP)
    .action(async (options: WatchOptions) => {
      // The SDK is loaded only when it is needed.
      const { runWatch } = await import('../watch/run-watch.ts');
      end(await runWatch(options, shell));
    });
  return withStage(command);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= MAX_PORT) return port;
  throw new InvalidArgumentError(`expected a port from 0 to ${MAX_PORT}, got ${JSON.stringify(text)}`);
}
