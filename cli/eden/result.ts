import type { Failed } from '../../shared/eden/operation/outcome.ts';
import { printable, printableJson } from '../../shared/log/printable.ts';
import type { CommonOptions } from './options.ts';
import type { ExitCode, Shell } from './shell.ts';

const LEFT_TEXTS: Readonly<Record<Failed['left'], string>> = {
  untouched: 'Nothing was changed.',
  undone: 'What was made has been taken back.',
  unfinished:
    'Something is left and journaled: the next create or delete of this environment, or the reaper, finishes it.',
};

/** Tells a failure: each problem a line, then what is left. */
export function tellFailure(
  shell: Shell,
  options: CommonOptions & { readonly name: string },
  failed: Failed,
): ExitCode {
  for (const { message } of failed.problems) tellError(shell, message);
  if (failed.problems.some(({ code }) => code === 'held')) {
    const at = `${JSON.stringify(options.name)} -p ${options.profile}`;
    shell.warn(`eden show ${at} shows that run. If it has died, eden unlock ${at} takes its lease.`);
  }
  shell.warn(leftText(failed.left));
  tellLease(shell, options, failed);
  if (options.json === true) shell.print(printableJson(failed));
  return failed.problems.every(({ code }) => code === 'bad_request') ? 2 : 1;
}

/** Says how long a lease is held that a failed run could not release. */
export function tellLease(
  shell: Pick<Shell, 'warn' | 'clock'>,
  { name, profile }: { readonly name: string; readonly profile: string },
  { leasedUntilMs }: Pick<Failed, 'leasedUntilMs'>,
): void {
  if (leasedUntilMs === undefined) return;
  const leftS = Math.max(1, Math.ceil((leasedUntilMs - shell.clock.now()) / 1000));
  const unlock = `eden unlock ${JSON.stringify(name)} -p ${profile}`;
  shell.warn(`The lease could not be released: the next run waits ${leftS} s, or until ${unlock} frees it.`);
}

/** The sentence about what a failed run has left. */
export function leftText(left: Failed['left']): string {
  return LEFT_TEXTS[left];
}

/** Tells why a command ends with an exit code other than 0. */
export function tellError(shell: Pick<Shell, 'warn'>, message: string): void {
  shell.warn(`error: ${message}`);
}

/** Tells a result to a program: JSON, or `key=value` lines for GitHub's step output. */
export function tellResult(shell: Shell, options: CommonOptions, result: Readonly<Record<string, unknown>>): void {
  if (options.json === true) shell.print(printableJson(result));
  if (options.output !== 'github') return;
  const lines = Object.entries(result).map(([key, value]) => `${key}=${printable(String(value))}`);
  const file = shell.env.GITHUB_OUTPUT;
  if (file === undefined) for (const line of lines) shell.print(line);
  else shell.appendFile(file, `${lines.join('\n')}\n`);
}
