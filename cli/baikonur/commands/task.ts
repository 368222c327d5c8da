import { Command } from 'commander';
import type { ExitCode, Shell } from '../shell.ts';
import type { TaskOptions } from '../task/run-task-command.ts';

const HELP = `
Examples:
  $ baikonur task ls --stage dev
  $ baikonur task run nightly-report --stage dev
  $ baikonur task run nightly-report --stage dev --yes --wait
  $ baikonur task history nightly-report --stage dev
  $ baikonur task logs nightly-report --stage dev

Exit code: 0 done, 1 the task was not started or failed, 2 wrong usage or configuration.`;

/** `baikonur task ls|run|history|logs`: the ECS tasks of `config/tasks.yml`. */
export function taskCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = new Command('task').description('ECS tasks that run on a schedule (config/tasks.yml)');
  // The SDK is loaded only when it is needed.
  const load = () => import('../task/run-task-command.ts');
  withOptions(new Command('ls'))
    .description('The tasks and their next runs, in the zone of the schedule')
    .action(async (options: TaskOptions) => end((await load()).listTasks(options, shell)));
  withOptions(new Command('run'))
    .description('Start a run now, as its schedule would; without --yes only what would be started')
    .argument('<name>', 'a task of config/tasks.yml')
    .option('--yes', 'start it')
    .option('--wait', 'wait until it ends: the exit code says how')
    .action(async (name: string, options) => end(await (await load()).runTask(name, options, shell)));
  withOptions(new Command('history'))
    .description('The last runs: exit code, duration, reason')
    .argument('<name>', 'a task of config/tasks.yml')
    .action(async (name: string, options: TaskOptions) => end(await (await load()).showHistory(name, options, shell)));
  withOptions(new Command('logs'))
    .description('What the containers of the last run wrote')
    .argument('<name>', 'a task of config/tasks.yml')
    .action(async (name: string, options: TaskOptions) => end(await (await load()).showLogs(name, options, shell)));
  return command.addHelpText('after', HELP);

  function withOptions(child: Command): Command {
    command.addCommand(child);
    return child.option('--stage <stage>', 'stage of config/').option('--json', 'JSON');
  }
}
