import { Command, InvalidArgumentError, Option } from 'commander';
import { LOCAL_CREDENTIALS } from '../shared/deploy/local-endpoint.ts';
import { down, explain, reset, type Shell, status, type UpChoices, up } from './commands.ts';
import { runEventSources } from './event-source/run.ts';
import { runSearchEngine } from './search/run-search-engine.ts';
import { SEARCH_COMMAND } from './search/search-command.ts';
import { ROOT } from './stack/paths.ts';
import { type StartOptions, start } from './start/start.ts';
import { runEdenDemo } from './strict-aws/eden-demo.ts';

const startedAtMs = Date.now();
const shell: Shell = {
  machine: process.env,
  print: (text) => process.stdout.write(`${text}\n`),
  tell: (line) => process.stderr.write(`${((Date.now() - startedAtMs) / 1000).toFixed(1).padStart(6)} s  ${line}\n`),
};

const DESTINATIONS: readonly string[] = ['opensearch', 'fluent'];

const program = new Command('npm run local --')
  .description('The real templates and bundles on one machine, without Docker and without an account')
  .showHelpAfterError();
program
  .command('up')
  .description('start the local AWS and deploy all services')
  .addOption(withOption())
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
  .option('--exit', 'end after the ledger: 0 when every log is accounted for, else 1')
  .option('--json', 'the ledger as one JSON object')
  .action(
    run((file: string | undefined, options: StartOptions) =>
      start(shell, { ...options, ...(file && { file }) }, untilSignal()),
    ),
  );
program
  .command('eden-demo')
  .description('eden create, ls, redeploy and delete on a strict local AWS')
  .action(run(() => runEdenDemo(ROOT, shell.print)));
program.command('run-event-sources <statusFile>', { hidden: true }).action(
  run(async (statusFile: string) => {
    const { AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' } = process.env;
    await runEventSources({ endpoint, region, ...LOCAL_CREDENTIALS }, statusFile, untilSignal());
    return 0;
  }),
);
program.command(`${SEARCH_COMMAND} <urlFile>`, { hidden: true }).action(
  run(async (urlFile: string) => {
    await runSearchEngine(urlFile, untilSignal());
    return 0;
  }),
);
await program.parseAsync();

function untilSignal(): AbortSignal {
  const ended = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => ended.abort());
  return ended.signal;
}

/** Runs a command; the exit code is its answer, or 2 when it threw. */
function run<A extends readonly unknown[]>(command: (...args: A) => Promise<number>) {
  return async (...args: A): Promise<void> => {
    try {
      process.exitCode = await command(...args);
    } catch (error) {
      process.stderr.write(`${explain(error)}\n`);
      process.exitCode = 2;
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
