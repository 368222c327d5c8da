import { Command, InvalidArgumentError, Option } from 'commander';
import { endOnLostOutput } from '../cli/program/lost-output.ts';
import { LOCAL_CREDENTIALS } from '../shared/deploy/local-endpoint.ts';
import { printableLines } from '../shared/log/printable.ts';
import type { UpChoices } from './bring-up.ts';
import { down, explain, reset, status, up } from './commands.ts';
import { runEventSources } from './event-source/run.ts';
import { createProgress } from './progress.ts';
import { runSearchEngine } from './search/run-search-engine.ts';
import { SEARCH_COMMAND } from './search/search-command.ts';
import type { Shell } from './shell.ts';
import { ROOT } from './stack/paths.ts';
import { stopWithInput } from './stack/stop-with-input.ts';
import { RUNNER_COMMAND } from './stack/up.ts';
import { type StartOptions, start } from './start/start.ts';
import { runEdenDemo } from './strict-aws/eden-demo.ts';

/** Exit code of a command that was interrupted, as shells have it. */
const INTERRUPTED = 130;
const DESTINATIONS: readonly string[] = ['opensearch', 'fluent'];

/** Aborted by the first request to end; further ones are ignored, so that nothing is left half removed. */
const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, interrupt);
let isOutputLost = false;
endOnLostOutput({
  stdout: process.stdout,
  stderr: process.stderr,
  exit: () => {
    isOutputLost = true;
    interruption.abort();
  },
});

const progress = createProgress(
  (line) => process.stderr.write(`${printableLines(line)}\n`),
  performance.timeOrigin,
  Date.now,
);
const shell: Shell = {
  machine: process.env,
  print: (text) => {
    progress.pause();
    process.stdout.write(`${printableLines(text)}\n`);
  },
  tell: progress.tell,
  rest: progress.pause,
  signal: interruption.signal,
};

const program = new Command('npm run local --')
  .description('The real templates and bundles on one machine, without Docker and without an account')
  .showHelpAfterError();
program
  .command('up')
  .description('start the local AWS and deploy the services that config/ uses')
  .addOption(withOption())
  .addOption(redeployOption())
  .action(run((options: UpChoices) => up(shell, options)));
program
  .command('down')
  .description('stop it; no process and no file is left')
  .action(run(() => down(shell)));
program
  .command('reset')
  .description('down, then up: an empty one')
  .addOption(withOption())
  .action(run((options: UpChoices) => reset(shell, options)));
program
  .command('status')
  .description('endpoint, credentials and names of what is up')
  .option('--json', 'as one JSON object')
  .action(run((options: { json?: boolean }) => status(shell, options)));
program
  .command('start [file]')
  .description('up, then send samples (or the lines of a file) through the pipeline and print the ledger')
  .addOption(withOption())
  .addOption(redeployOption())
  .option('--exit', 'end after the ledger: 0 when every log is accounted for, else 1')
  .option('--json', 'the ledger as one JSON object')
  .option('--verbose', 'also the keys of the objects and the full names')
  .action(
    run((file: string | undefined, options: StartOptions) => start(shell, { ...options, ...(file && { file }) })),
  );
program
  .command('eden-demo')
  .description('eden create, ls, redeploy and delete on a strict local AWS')
  .action(run(() => runEdenDemo(ROOT, shell.print)));
program
  .command(`${RUNNER_COMMAND} <statusFile>`, { hidden: true })
  .option('--stop-at-end-of-input <stateDirectory>')
  .action(
    run(async (statusFile: string, { stopAtEndOfInput }: { stopAtEndOfInput?: string }) => {
      const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = process.env;
      const connection = { endpoint, region, ...LOCAL_CREDENTIALS };
      const signal = stopAtEndOfInput === undefined ? shell.signal : stopWithInput(shell.signal, stopAtEndOfInput);
      await runEventSources(connection, statusFile, signal);
      return 0;
    }),
  );
program.command(`${SEARCH_COMMAND} <urlFile>`, { hidden: true }).action(
  run(async (urlFile: string) => {
    await runSearchEngine(urlFile, shell.signal);
    return 0;
  }),
);
await program.parseAsync();

/** Says at once that it ends: removing what was started takes some seconds. */
function interrupt(): void {
  if (interruption.signal.aborted) return;
  progress.tell('ending');
  interruption.abort();
}

/** Runs a command; the exit code is its answer, 130 when it was interrupted, 1 when its output was lost, or 2 when it threw. */
function run<A extends readonly unknown[]>(command: (...args: A) => Promise<number>) {
  return async (...args: A): Promise<void> => {
    try {
      process.exitCode = await command(...args);
    } catch (error) {
      const isInterrupted = shell.signal.aborted;
      process.stderr.write(isInterrupted ? 'interrupted; what was started is removed\n' : `${explain(error)}\n`);
      process.exitCode = isInterrupted ? INTERRUPTED : 2;
    } finally {
      if (isOutputLost) process.exitCode = 1;
      progress.end();
    }
  };
}

/** Given once for each destination: a list option would take the file name after it as another destination. */
function withOption(): Option {
  return new Option(
    '--with <destination>',
    'also start a destination and deploy its sink: opensearch (a real search engine) or fluent (a receiver)',
  ).argParser((name: string, chosen: readonly string[] | undefined) => {
    if (DESTINATIONS.includes(name)) return [...(chosen ?? []), name];
    throw new InvalidArgumentError(`Expected ${DESTINATIONS.join(' or ')}.`);
  });
}

function redeployOption(): Option {
  return new Option('--redeploy', 'deploy all services again where the local AWS is up already');
}
