import type { Page } from '../sidebar.ts';
import type { PageProblem } from './page-problem.ts';

/** The line before a block that no test runs: why not. */
const MARK = /<!-- not run: \S.*-->\s*$/;
const FENCE = /^ *(?:```|~~~)(.*)$/;
/** Languages that are not code: a form, an output, a drawing. */
const NO_CODE = new Set(['', 'text', 'mermaid', 'md']);
/** Pages whose blocks of a language a test runs, parses or compares, by language. */
const TESTED: Readonly<Record<string, RegExp>> = {
  // test/cli/docs-examples, test/docs/knowledge, test/night
  console: /^docs\/(?:cli\/(?:explain|send|tail)|(?:ja\/)?knowledge\/[\w-]+|at-3-am)\.md$/,
  // test/docs/commands and command-lines: names of scripts and commands, options
  sh: /./,
  // test/docs/yaml-blocks
  yaml: /./,
  // test/docs/add-a-sink, library/proof
  ts: /^docs\/(?:add-a-sink|library)\.md$|^library\/README\.md$/,
  // test/docs/senders
  python: /^docs\/senders\.md$/,
  // test/docs/eden, test/docs/knowledge
  ini: /^docs\/(?:eden|(?:ja\/)?knowledge\/[\w-]+)\.md$/,
  // test/night
  js: /^docs\/at-3-am\.md$/,
};

/** Of the 83 columns that a block has on a large screen, the last one in which a comment may begin. */
const LAST_COLUMN = 64;

/** Code blocks that no test runs and no mark excuses, and JSON that is none. */
export function findUntestedBlocks({ source, text }: Page): readonly PageProblem[] {
  return readBlocks(text).flatMap(({ language, line, before, body }) => {
    if (MARK.test(before) || TESTED[language]?.test(source)) return [];
    if (language === 'json') return isJson(body) ? [] : [{ path: source, line, message: 'expected JSON in the block' }];
    const isCode = !NO_CODE.has(language) || /^\$ /m.test(body);
    const message = `no test runs this block (${language || 'with a prompt'}): test it, or write "<!-- not run: why -->" before it`;
    return isCode ? [{ path: source, line, message }] : [];
  });
}

/** Comments behind commands that begin where a large screen ends: no one sees them. */
export function findHiddenComments({ source, text }: Page): readonly PageProblem[] {
  return readBlocks(text)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ line, body }) =>
      body.split('\n').flatMap((command, index) => {
        const at = /(?<=\S) +# /.exec(command.trim());
        const isHidden = at !== null && at.index + at[0].length > LAST_COLUMN;
        const message = `the comment begins behind column ${LAST_COLUMN}: write it on a line above`;
        return isHidden ? [{ path: source, line: line + 1 + index, message }] : [];
      }),
    );
}

interface Block {
  readonly language: string;
  readonly line: number;
  /** The line before the fence. */
  readonly before: string;
  readonly body: string;
}

function readBlocks(text: string): readonly Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (let index = 0; index < lines.length; index += 1) {
    const [, info] = FENCE.exec(lines[index] ?? '') ?? [];
    if (info === undefined) continue;
    const end = lines.findIndex((line, at) => at > index && FENCE.test(line));
    const last = end < 0 ? lines.length : end;
    const language = info.trim().split(' ')[0] ?? '';
    blocks.push({
      language,
      line: index + 1,
      before: lines[index - 1] ?? '',
      body: lines.slice(index + 1, last).join('\n'),
    });
    index = last;
  }
  return blocks;
}

/** One text, or one a line. */
function isJson(body: string): boolean {
  return parses(body) || body.split('\n').every((line) => line.trim() === '' || parses(line));
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
