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
  if (shell.stdin.isTTY !== true) {
    throw new UsageError([`--run asks first, and no one can answer here: add --yes; ${otherwise}`]);
  }
  await requireAnswer('yes', { text: `${text}? Type yes`, otherwise }, shell);
  return true;
}

/**
 * Asks for an answer that must be typed whole. The end of the input is none.
 * @throws {CommandError} for any other answer, naming it.
 */
export async function requireAnswer(
  expected: string,
  { text, otherwise }: Question,
  { stdin, stderr }: Pick<Shell, 'stdin' | 'stderr'>,
): Promise<void> {
  stderr.write(`${text}: `);
  let answer: string | undefined;
  for await (const line of createInterface({ input: stdin })) {
    answer = line.trim();
    break;
  }
  if (answer === expected) return;
  const got = answer === undefined ? 'no answer' : JSON.stringify(answer);
  throw new CommandError(`not confirmed: expected ${expected}, got ${got}; ${otherwise}`);
}
