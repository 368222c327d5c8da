import { createInterface } from 'node:readline';
import { type Command, Option } from 'commander';
import { CommandError, type Shell, UsageError } from '../shell.ts';

/** Whether a command may change something. Without `run` it shows its plan and changes nothing. */
export interface Consent {
  readonly run?: boolean;
  /** Do not ask. */
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** A question before something is changed. */
interface Question {
  /** In the imperative, without a question mark, such as `Send 3 logs`. */
  readonly text: string;
  /** Whether so much was changed, when the answer is another one: `nothing was sent`. */
  readonly otherwise: string;
}

/**
 * Adds the options that every command has which shows a plan before it changes something.
 * @param verb what `--run` does, such as `send`
 */
export function withConsent(command: Command, verb: string): Command {
  return command
    .option('--run', `${verb}, after the plan was shown; you are asked first`)
    .option('--yes', 'with --run: do not ask, for scripts')
    .addOption(new Option('--dry-run', 'show the plan and change nothing, as without --run').conflicts('run'));
}

/** `--yes` alone answers a question that is not asked. */
export function noteLoneYes({ run, yes, dryRun }: Consent, shell: Shell): void {
  if (yes === true && run !== true && dryRun !== true)
    shell.stderr.write('note: --yes alone changes nothing: add --run\n');
}

/**
 * Asks, unless `--yes` says it before. @returns after the answer `yes`
 * @throws {UsageError} where no one can answer.
 * @throws {CommandError} for any other answer, or none.
 */
export async function askToRun({ text, otherwise }: Question, { yes }: Consent, shell: Shell): Promise<true> {
  if (yes === true) return true;
  const { stdin, stderr } = shell;
  if (stdin.isTTY !== true) {
    throw new UsageError([`--run asks first, and no one can answer here: add --yes; ${otherwise}`]);
  }
  stderr.write(`${text}? Type yes: `);
  for await (const line of createInterface({ input: stdin })) {
    if (line.trim() === 'yes') return true;
    break;
  }
  throw new CommandError(`not confirmed, ${otherwise}`);
}
