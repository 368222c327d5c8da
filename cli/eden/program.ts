import { Command, CommanderError } from 'commander';
import { AwsCallError } from '../../shared/eden/problem/problem.ts';
import { missingSetUp } from '../program/aws-set-up.ts';
import { checkHelp } from '../program/check-help.ts';
import { completionCommand } from '../program/completion.ts';
import { readVersion } from '../program/version.ts';
import { adoptCommand } from './commands/adopt.ts';
import { checkCommand, setupCommand } from './commands/config-local.ts';
import {
  importCommand,
  listProfilesCommand,
  pullCommand,
  pushCommand,
  removeCommand,
} from './commands/config-remote.ts';
import { createCommand } from './commands/create.ts';
import { deleteCommand } from './commands/delete.ts';
import { diffCommand } from './commands/diff.ts';
import { execCommand } from './commands/exec.ts';
import { logsCommand } from './commands/logs.ts';
import { lsCommand } from './commands/ls.ts';
import { nameCommand } from './commands/name.ts';
import { openCommand } from './commands/open.ts';
import { showCommand, unlockCommand } from './commands/show.ts';
import { sleepCommand, wakeCommand } from './commands/sleep.ts';
import { waitCommand } from './commands/wait.ts';
import { FileError } from './own-files.ts';
import { tellError } from './result.ts';
import type { ExitCode, Shell } from './shell.ts';

const HELP = '\nExit code: 0 done, 1 something was refused or failed, 2 wrong usage or configuration.';

/** Runs one command line and gives its exit code: 0 done, 1 failed, 2 wrong usage. */
export async function runEden(args: readonly string[], shell: Shell): Promise<ExitCode> {
  let code: ExitCode = 0;
  const end = (ended: ExitCode): void => {
    code = ended;
  };
  const program = buildProgram(shell, end);
  try {
    checkHelp(program, args);
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const setUp = missingSetUp(error);
    if (setUp !== undefined) tellError(shell, setUp);
    else if (error instanceof FileError) tellError(shell, error.message);
    else if (error instanceof AwsCallError) tellError(shell, error.message);
    else throw error;
    return setUp !== undefined || error instanceof FileError ? 2 : 1;
  }
}

function buildProgram(shell: Shell, end: (code: ExitCode) => void): Command {
  const program = new Command('eden')
    .description('ECS Dynamic Environment Manager: clone Amazon ECS environments easily')
    .version(readVersion(), '-V, --version', 'the version of the project')
    .addHelpText('after', HELP);
  const config = new Command('config').description('Configure eden');
  for (const make of [
    setupCommand,
    checkCommand,
    pushCommand,
    pullCommand,
    listProfilesCommand,
    importCommand,
    removeCommand,
  ]) {
    config.addCommand(make(shell, end));
  }
  for (const make of [
    createCommand,
    deleteCommand,
    lsCommand,
    showCommand,
    sleepCommand,
    wakeCommand,
    waitCommand,
    openCommand,
    logsCommand,
    execCommand,
    diffCommand,
    unlockCommand,
    nameCommand,
    adoptCommand,
  ]) {
    program.addCommand(make(shell, end));
  }
  program.addCommand(config);
  program.addCommand(completionCommand(program, (script) => shell.print(script.trimEnd())));
  const tell = (text: string): void => shell.warn(text.trimEnd());
  const output = { writeOut: (text: string) => shell.print(text.trimEnd()), writeErr: tell };
  const prepare = (command: Command): void => {
    command.exitOverride().configureOutput(output);
    for (const child of command.commands) prepare(child);
  };
  prepare(program);
  return program;
}
