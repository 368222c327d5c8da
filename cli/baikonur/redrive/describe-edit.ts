import { printable } from '../../../shared/log/printable.ts';

const MAX_LINES = 20;
const MAX_LINE = 160;

/** How an edit changes a log: the lines of its JSON that go (`-`) and come (`+`). */
export function describeEdit(before: Buffer, after: Buffer, identity: string): string {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end++;
  const lines = [
    ...old.slice(start, old.length - end).map((line) => `- ${line}`),
    ...now.slice(start, now.length - end).map((line) => `+ ${line}`),
  ];
  const shown = lines.slice(0, MAX_LINES).map((line) => printable(line.slice(0, MAX_LINE)));
  const more = lines.length > MAX_LINES ? [`  … ${lines.length - MAX_LINES} more lines`] : [];
  return [`  ${printable(identity)}`, ...[...shown, ...more].map((line) => `  ${line}`)].join('\n');
}

/** Each member of a JSON object on a line of its own, so that a change in one shows as such. */
function linesOf(data: Buffer): readonly string[] {
  const text = data.toString();
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2).split('\n');
  } catch {
    return text.split('\n');
  }
}
