import { Command, CommanderError } from 'commander';
import { printableLines } from '../../shared/log/printable.ts';
import { missingSetUp } from '../program/aws-set-up.ts';
import { checkHelp } from '../program/check-help.ts';
import { completionCommand } from '../program/completion.ts';
import { readVersion } from '../program/version.ts';
import { auditCommand } from './commands/audit.ts';
import { esCommand } from './commands/es.ts';
import { explainCommand } from './commands/explain.ts';
import { findCommand } from './commands/find.ts';
import { lettersCommand } from './commands/letters.ts';
import { planCommand } from './commands/plan.ts';
import { redriveCommand } from './commands/redrive.ts';
import { replayCommand } from './commands/replay.ts';
import { sendCommand } from './commands/send.ts';
import { statusCommand } from './commands/status.ts';
import { tailCommand } from './commands/tail.ts';

import { taskCommand } from './commands/task.ts';
import { teardownCommand } from './commands/teardown.ts';
import { watchCommand } from './commands/watch.ts';

import { CONFIG_NAMES } from './config-names.ts';
import { CommandError, type ExitCode, type Shell, UsageError } from './shell.ts';

const HELP = `
Examples:
  $ baikonur status --stage dev                # what is wrong, since when, and what to do next
  $ baikonur letters --stage dev --since 2h    # why logs were rejected
  $ baikonur find 9f3c1a --stage dev           # where one log is
  $ baikonur explain --json < logs.ndjson
  $ baikonur send --stage local logs.ndjson
  $ baikonur tail --stage local --type 'app*'
  $ baikonur <command> --help

Exit code: 0 done, 1 something was rejected or failed, 2 wrong usage or configuration.`;

/** Runs one command line. @returns its exit code; an unexpected error (a bug) is thrown. */
export async function runBaikonur(args: readonly string[], shell: Shell): Promise<ExitCode> {
  let code: ExitCode = 0;
  const program = buildProgram(shell, (ended) => {
    code = ended;
  });
  try {
    checkHelp(program, args);
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const setUp = missingSetUp(error);
    if (setUp !== undefined) return fail(shell, [setUp], 2);
    if (error instanceof UsageError) return fail(shell, error.sentences, 2);
    if (error instanceof CommandError) return fail(shell, [error.message], 1);
    throw error;
  }
}

/** Errors begin as those of the option parser do. */
function fail(shell: Shell, sentences: readonly string[], code: ExitCode): ExitCode {
  shell.stderr.write(sentences.map((sentence) => `error: ${printableLines(sentence)}\n`).join(''));
  return code;
}

function buildProgram(shell: Shell, end: (code: ExitCode) => void): Command {
  const program = new Command('baikonur')
    .description('Look into the log pipeline, and put logs into it')
    .version(readVersion(), '-V, --version', 'the version of the project')
    .addHelpText('after', HELP)
    .addCommand(explainCommand(shell, end))
    .addCommand(sendCommand(shell, end))
    .addCommand(tailCommand(shell, end))
    .addCommand(statusCommand(shell, end))
    .addCommand(findCommand(shell, end))
    .addCommand(lettersCommand(shell, end))
    .addCommand(auditCommand(shell, end))
    .addCommand(watchCommand(shell, end))
    .addCommand(planCommand(shell, end))
    .addCommand(redriveCommand(shell, end))
    .addCommand(replayCommand(shell, end))
    .addCommand(esCommand(shell, end))
    .addCommand(taskCommand(shell, end))
    .addCommand(teardownCommand(shell, end));
  program.addCommand(completionCommand(program, (script) => void shell.stdout.write(script), CONFIG_NAMES));
  prepare(program, shell);
  return program;
}

/** Every command behaves alike: its texts go to the shell's streams, and no call of `process.exit`. */
function prepare(command: Command, shell: Shell): void {
  command
    .exitOverride()
    .showHelpAfterError('(--help shows what it takes)')
    .configureOutput({
      writeOut: (text) => void shell.stdout.write(text),
      writeErr: (text) => void shell.stderr.write(text),
    });
  for (const child of command.commands) prepare(child, shell);
}
