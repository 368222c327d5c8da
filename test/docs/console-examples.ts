/** A command of a page with the lines below it. */
export interface Example {
  readonly command: string;
  /** Its output, where `…` matches any text, and a line of `…` alone any lines. */
  readonly output: string;
}

/** The `console` blocks of a page, each with its commands in order. Blocks behind a mark `<!-- not run: … -->` are left out. */
export function consoleBlocks(page: string): readonly (readonly Example[])[] {
  return [...page.matchAll(/(<!-- not run: [^\n]*-->\n)?^```console\n([\s\S]*?)^```$/gm)].flatMap(
    ([, mark, body = '']) => (mark === undefined ? [examplesOf(body)] : []),
  );
}

function examplesOf(block: string): readonly Example[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((example) => {
      const [command = '', ...output] = example.trimEnd().split('\n');
      return { command, output: output.join('\n') };
    });
}

/** The output that an example promises. */
export function asPattern(output: string): RegExp {
  const lines = output.split('\n').map((line) => {
    if (line === '…') return '(?:.*\n)*?';
    return `${line.split('…').map(escapeText).join('.*')}\n`;
  });
  return new RegExp(`^${output === '' ? '' : lines.join('')}$`);
}

function escapeText(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
