import { createInterface } from 'node:readline';
import { countText } from '../operator/quantity.ts';
import { CommandError, type Shell, UsageError } from '../shell.ts';

/** Whether the person says yes to so many logs; `--yes` says it before. */
export async function askToRun(logs: number, { yes }: { readonly yes?: boolean }, shell: Shell): Promise<boolean> {
  if (yes === true) return true;
  const { stdin, stderr } = shell;
  if (stdin.isTTY !== true) throw new UsageError(['--run asks before it sends: add --yes where no one can answer']);
  stderr.write(`Send ${countText(logs, 'log')}? Type yes: `);
  for await (const line of createInterface({ input: stdin })) {
    if (line.trim() === 'yes') return true;
    break;
  }
  throw new CommandError('not confirmed, nothing was sent');
}
