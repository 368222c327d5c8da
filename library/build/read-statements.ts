/** A top-level statement of a declaration file, as tsc writes it. */
export interface Statement {
  /** With its doc comment. */
  readonly text: string;
  /** Without comments. */
  readonly code: string;
}

const COMMENT = /\/\*[\s\S]*?\*\/|\/\/.*$/gm;
const STRING = /'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g;
const IS_BLOCK = /^(?:export )?(?:declare )?(?:abstract )?(?:interface|class|namespace|enum)\b/;

/** The statements of a declaration file, in order. */
export function readStatements(text: string): readonly Statement[] {
  const statements: Statement[] = [];
  let lines: string[] = [];
  for (const line of text.split('\n')) {
    lines.push(line);
    const whole = lines.join('\n');
    const code = withoutComments(whole).trim();
    if (code === '' || !isComplete(code, whole)) continue;
    statements.push({ text: whole.trim(), code });
    lines = [];
  }
  return statements;
}

/** Without comments. */
function withoutComments(text: string): string {
  return text.replace(COMMENT, '');
}

/** Words of the code that may name a declaration. */
export function wordsOf(code: string): ReadonlySet<string> {
  return new Set(code.replace(STRING, '').match(/[A-Za-z_$][\w$]*/g) ?? []);
}

function isComplete(code: string, whole: string): boolean {
  // A comment that is still open is no code yet.
  if (whole.lastIndexOf('/*') > whole.lastIndexOf('*/')) return false;
  if (depthOf(code) > 0) return false;
  return IS_BLOCK.test(code) ? code.endsWith('}') : code.endsWith(';');
}

function depthOf(code: string): number {
  let depth = 0;
  for (const char of code.replace(STRING, '')) {
    if ('{(['.includes(char)) depth++;
    if ('})]'.includes(char)) depth--;
  }
  return depth;
}
