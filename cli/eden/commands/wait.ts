import type { Command } from 'commander';
import type { EnvironmentItem } from '../../../shared/eden/environment/item.ts';
import { isCrashed, isLeased } from '../../../shared/eden/environment/phase.ts';
import { sleepOf, sleepText } from '../../../shared/eden/environment/sleep.ts';
import { deployedRevision } from '../../../shared/eden/service/revision.ts';
import { waitUntilStable } from '../../../shared/eden/service/wait-until-stable.ts';
import { shellWord } from '../../program/shell-word.ts';
import { type FoundEnvironment, findEnvironment } from '../find-environment.ts';
import { type CommonOptions, newCommand, outputOption, parseDuration, withOverrides } from '../options.ts';
import { say } from '../remote.ts';
import { tellError, tellResult } from '../result.ts';
import type { ExitCode, Shell } from '../shell.ts';

interface Options extends CommonOptions {
  readonly waitTimeout: string;
}

const POLL_MS = 3_000;

/** `eden wait NAME`: until no run changes the environment, its service is steady and its targets are healthy. */
export function waitCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  const command = newCommand('wait', 'Wait until an environment is steady and its targets are healthy')
    .argument('<name>')
    .option('--wait-timeout <time>', 'the longest wait', '10m')
    .addOption(outputOption());
  return withOverrides(command).action(async (name: string, options: Options) => end(await run(shell, name, options)));
}

async function run(shell: Shell, name: string, options: Options): Promise<ExitCode> {
  const timeoutMs = parseDuration(options.waitTimeout);
  if (timeoutMs === undefined) tellError(shell, `--wait-timeout is like 120s or 5m, not ${options.waitTimeout}.`);
  if (timeoutMs === undefined) return 2;
  const untilMs = shell.clock.now() + timeoutMs;
  const found = await findEnvironment(shell, name, options);
  if (found.code !== 0) return found.code;
  const whole = await waitForRun(shell, found, untilMs, say(shell, options));
  const stability =
    whole.status === 'whole'
      ? await waitUntilStable(
          {
            aws: found.aws,
            clock: shell.clock,
            say: say(shell, options),
            isInterrupted: shell.interruption.isInterrupted,
          },
          { ...found.at, revision: deployedRevision(whole.item) },
          wholeSeconds(untilMs - shell.clock.now()),
        )
      : ({ status: 'not_stable', reasons: [whole.why] } as const);
  const reasons = stability.status === 'not_stable' ? stability.reasons : [];
  for (const line of reasons) tellError(shell, line);
  const { name: resource, endpoint } = found.item;
  tellResult(shell, options, {
    name: resource,
    url: `https://${endpoint}`,
    stability: stability.status,
    ...(reasons.length > 0 && { reasons }),
  });
  return reasons.length > 0 ? 1 : 0;
}

/** The rest of the time in ms, for a sentence without fractions. */
function wholeSeconds(ms: number): number {
  return Math.max(0, Math.ceil(ms / 1000)) * 1000;
}

/** An environment that no run changes, as its last run left it; or why there is none. */
type Whole =
  | { readonly status: 'whole'; readonly item: EnvironmentItem }
  | { readonly status: 'not_whole'; readonly why: string };

/** Waits for the run that holds the environment. */
async function waitForRun(
  shell: Shell,
  { aws, item: first }: FoundEnvironment,
  untilMs: number,
  tell: (line: string) => void,
): Promise<Whole> {
  const { type, name } = first;
  const notWhole = (why: string): Whole => ({ status: 'not_whole', why });
  for (let item: EnvironmentItem | undefined = first, isTold = false; ; item = await aws.getItem({ type, name })) {
    if (item === undefined) return notWhole(`Environment ${name} was deleted.`);
    const nowMs = shell.clock.now();
    if (isCrashed(item, nowMs))
      return notWhole(`A run left environment ${name} unfinished: create or delete it again.`);
    if (!isLeased(item, nowMs)) {
      const why = sleepReason(item);
      return why === undefined ? { status: 'whole', item } : notWhole(why);
    }
    if (shell.interruption.isInterrupted() || nowMs + POLL_MS > untilMs) {
      return notWhole(`Environment ${name} is still being changed by ${item.lease_holder ?? 'another run'}.`);
    }
    if (!isTold) tell(`Environment ${name} is being changed by ${item.lease_holder ?? 'another run'}. Waiting.`);
    isTold = true;
    await shell.clock.sleep(POLL_MS);
  }
}

/** An environment that sleeps runs no task, and would be steady at once. */
function sleepReason(item: EnvironmentItem): string | undefined {
  const sleep = sleepOf(item);
  if (sleep === undefined) return undefined;
  return `Environment ${item.name} is ${sleepText(sleep)}: eden wake ${shellWord(item.environment ?? item.name)} -p ${shellWord(item.type)} starts its tasks and waits for them.`;
}
