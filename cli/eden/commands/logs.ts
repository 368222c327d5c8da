import type { Command } from 'commander';
import { printableJson } from '../../../shared/log/printable.ts';
import { findEnvironment } from '../find-environment.ts';
import { type CommonOptions, newCommand, parseDuration, withOverrides } from '../options.ts';
import { tellError } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { followLogs } from '../tasks/follow-logs.ts';

interface Options extends CommonOptions {
  readonly follow?: boolean;
  readonly since: string;
  readonly container?: string;
}

/** Digits of a task's id that are shown: enough to tell a few tasks apart. */
const SHOWN_ID = 8;

/** `eden logs NAME`: what the containers of an environment's tasks wrote to CloudWatch Logs. */
export function logsCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('logs', 'What the containers of an environment wrote (log driver awslogs)')
    .argument('<name>')
    .option('-f, --follow', 'go on with what they write, until Ctrl-C')
    .option('--since <time>', 'how far back: 90s, 10m, 2h', '1h')
    .option('--container <name>', 'one container alone');
  return withOverrides(command).action(async (name: string, options: Options) => end(await run(shell, name, options)));
}

async function run(shell: Shell, name: string, options: Options): Promise<ExitCode> {
  const sinceMs = parseDuration(options.since);
  if (sinceMs === undefined) tellError(shell, `--since is like 90s, 10m or 2h, not ${options.since}.`);
  if (sinceMs === undefined) return 2;
  const found = await findEnvironment(shell, name, options);
  if (found.code !== 0) return found.code;
  await followLogs(
    {
      aws: found.aws,
      tasks: shell.taskReads,
      clock: shell.clock,
      region: (await shell.region()) ?? '',
      goesOn: () => options.follow === true && shell.isHeard() && !shell.interruption.isInterrupted(),
      show: ({ container, task }, { atMs, message }) => {
        const at = new Date(atMs).toISOString();
        const text = message.trimEnd();
        shell.print(
          options.json === true
            ? printableJson({ at, container, task, message: text })
            : `${at} ${container}/${task.slice(0, SHOWN_ID)} ${text}`,
        );
      },
      tell: shell.warn,
    },
    { ...found.at, container: options.container, sinceMs: shell.clock.now() - sinceMs },
  );
  return 0;
}
