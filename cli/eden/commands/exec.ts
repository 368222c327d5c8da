import type { Command } from 'commander';
import { findEnvironment } from '../find-environment.ts';
import { type CommonOptions, newCommand, withOverrides } from '../options.ts';
import { tellError, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

interface Options extends CommonOptions {
  readonly task?: string;
  readonly container?: string;
}

/** `eden exec NAME [command…]`: prints the command of the AWS CLI that opens a shell in a container. */
export function execCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('exec', 'Print the AWS CLI’s command that runs a program in a container of an environment')
    .argument('<name>')
    .argument('[command...]', 'the program and its arguments, after --', ['/bin/sh'])
    .option('--task <id>', 'a task; the newest that runs unless given')
    .option('--container <name>', 'a container; the one behind the load balancer unless given');
  return withOverrides(command).action(async (name: string, words: readonly string[], options: Options) =>
    end(await run(shell, { name, words }, options)),
  );
}

async function run(
  shell: Shell,
  { name, words }: { readonly name: string; readonly words: readonly string[] },
  options: Options,
): Promise<ExitCode> {
  const found = await findEnvironment(shell, name, options);
  if (found.code !== 0) return found.code;
  const { aws, at } = found;
  const [service, all] = await Promise.all([aws.describeService(at), shell.taskReads.tasksOf(at)]);
  const running = all.filter(({ status }) => status === 'RUNNING');
  const task = running.findLast(({ id }) => options.task === undefined || id === options.task);
  if (task === undefined) {
    const which = options.task === undefined ? 'No task' : `No task ${options.task}`;
    const others = running.map(({ id }) => id).join(', ');
    tellError(shell, `${which} of service ${at.service} runs${others === '' ? '' : `; these do: ${others}`}.`);
    return 1;
  }
  if (!task.isExecEnabled) {
    tellError(shell, `Task ${task.id} was started without enableExecuteCommand; the reference service turns it on.`);
    return 1;
  }
  const container = options.container ?? service?.loadBalancers?.[0]?.containerName ?? '';
  const region = (await shell.region()) ?? '';
  const place = ['--region', region, '--cluster', at.cluster, '--task', task.id, '--container', container];
  const program = words.length === 1 ? (words[0] ?? '') : words.map(quote).join(' ');
  const command = ['aws', 'ecs', 'execute-command', ...place, '--interactive', '--command', program];
  if (options.json === true) tellResult(shell, options, { command });
  else shell.print(command.map(quote).join(' '));
  return 0;
}

/** A word for a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
