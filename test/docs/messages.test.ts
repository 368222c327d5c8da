import { filesEndingIn, readText, sectionOf } from './project.ts';

/** Messages that runbooks tell people to look for. */
const QUOTED: readonly (readonly [page: string, message: string])[] = [
  ['errors', 'bad configuration, N problem'],
  ['errors', 'expected a Kinesis event'],
  ['held', 'its dead letter could not be written'],
  ['indices-left', 'nothing was deleted: a cap was exceeded'],
  ['indices-left', 'some indices could not be deleted'],
  ['indices-left', 'indices to delete'],
  ['indices-left', 'not sent, the time is up'],
  ['ledger-mismatch', 'batch settled'],
  ['progress-truncated', 'progress could not be read'],
  ['progress-truncated', 'progress at … could not be written'],
  ['5xx', 'eden run'],
  ['reaper-refused', 'reaper refused'],
];

/** Where a message has a value of its own: `…`, a number, or `N`. */
const VALUE = /…|\bN\b|\d[\d.]*/;

const code = ['services', 'shared', 'local'].flatMap((folder) => filesEndingIn('.ts', folder));
const sources = code.filter((file) => !file.endsWith('.test.ts')).map(readText);

/** Whether one source file has all constant parts of the message, in order. */
function isWritten(message: string): boolean {
  const parts = message.split(VALUE).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(parts.join('[^\\n]*?'));
  return sources.some((text) => pattern.test(text));
}

describe('messages that the pages quote are those that the code writes', () => {
  it.each(QUOTED)('%s: "%s"', (page, message) => {
    expect(readText(`docs/runbooks/${page}.md`)).toContain(message);
    expect(isWritten(message)).toBe(true);
  });

  const rows = sectionOf(readText('docs/local.md'), 'When it does not start').matchAll(/^\| `([^`]+)`/gm);

  it.each([...rows].map(([, message = '']) => message))('docs/local.md: "%s"', (message) => {
    expect(isWritten(message)).toBe(true);
  });

  it('are found in the code, and no others', () => {
    expect(isWritten('no such message is written')).toBe(false);
    expect(isWritten('Python 3.12 or newer is needed: …')).toBe(true);
  });
});
