import { Command, InvalidArgumentError } from 'commander';
import { missingSetUp } from '../../program/aws-set-up.ts';
import { withConsent } from '../operator/consent.ts';
import { CommandError, type ExitCode, type Shell, UsageError } from '../shell.ts';
import type { TaskOptions } from '../task/connect-tasks.ts';

const HELP = `
Examples:
  $ baikonur task ls --stage dev
  $ baikonur task run nightly-report --stage dev
  $ baikonur task run nightly-report --stage dev --run --yes --wait
  $ baikonur task history nightly-report --stage dev
  $ baikonur task logs nightly-report --stage dev

Exit code: 0 done, 1 the task was not started or failed, 2 wrong usage or configuration.`;

/** `baikonur task ls|run|history|logs`: the ECS tasks of `config/tasks.yml`. */
export function taskCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('task').description('ECS tasks that run on a schedule (config/tasks.yml)');
  // The SDK is loaded only when it is needed.
  const load = () => import('../task/run-task-command.ts');
  const loadHistory = () => import('../task/history-command.ts');
  withOptions(new Command('ls'))
    .description('The tasks and their next runs, in the zone of the schedule')
    .action(async (options: TaskOptions) => end((await load()).listTasks(options, shell)));
  withConsent(withOptions(new Command('run')), 'start it')
    .description('Start a run now, as its schedule would; without --run only what would be started')
    .argument('<task>', 'a task of config/tasks.yml')
    .option('--wait', 'wait until it ends: the exit code says how')
    .action(async (name: string, options) =>
      end(await asked(async () => (await load()).runTask(name, options, shell))),
    );
  withOptions(new Command('history'))
    .description('The last runs: exit code, duration, reason, where they log')
    .argument('<task>', 'a task of config/tasks.yml')
    .option('--limit <runs>', 'so many of them (20)', toLimit)
    .action(async (name: string, options: TaskOptions & { readonly limit?: number }) =>
      end(await asked(async () => (await loadHistory()).showHistory(name, options, shell))),
    );
  withOptions(new Command('logs'))
    .description('What the containers of the last run wrote')
    .argument('<task>', 'a task of config/tasks.yml')
    .action(async (name: string, options: TaskOptions) =>
      end(await asked(async () => (await loadHistory()).showLogs(name, options, shell))),
    );
  return command.addHelpText('after', HELP);

  function withOptions(child: Command): Command {
    command.addCommand(child);
    return child.option('--stage <stage>', 'stage of config/').option('--json', 'JSON');
  }
}

/** An answer of AWS that is an error ends the command with its sentence. */
async function asked(run: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof UsageError || error instanceof CommandError || missingSetUp(error) !== undefined) throw error;
    if (error instanceof Error && '$fault' in error)
      throw new CommandError(`AWS refused: ${error.name}: ${error.message}`);
    throw error;
  }
}

function toLimit(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a number of runs from 1 on, got ${JSON.stringify(text)}`);
}
