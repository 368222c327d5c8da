import { linesOf, type Problem, type SourceFile, type SyntaxNode, walk } from './source-file.ts';

/** Lines of a function, from its first to its closing brace. */
export const MAX_FUNCTION_LINES = 50;

/** Functions that hold test cases: as long as their list of cases. */
const CASES = /^(describe|it|test)$/;

const FUNCTIONS = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
  'ClassMethod',
  'PrivateMethod',
  'MethodProperty',
  'Constructor',
]);

/** Functions that are too long. The callbacks of `describe`, `it` and `test` are not counted. */
export function findLongFunctions(file: SourceFile): Problem[] {
  const problems: Problem[] = [];
  walk(file.module, (node, parent) => {
    if (!FUNCTIONS.has(node.type) || node.span === undefined || isCase(parent)) return;
    const { first, last } = linesOf(file, node.span);
    const lines = last - first + 1;
    if (lines <= MAX_FUNCTION_LINES) return;
    problems.push({
      path: file.path,
      line: first,
      rule: 'size',
      message: `a function of ${lines} lines; at most ${MAX_FUNCTION_LINES}`,
    });
  });
  return problems;
}

/** `describe(…)` and `describe.each(…)(…)`. */
function isCase(parent: SyntaxNode | undefined): boolean {
  let called = parent?.type === 'CallExpression' ? parent['callee'] : undefined;
  while (typeof called === 'object' && called !== null && !('value' in called)) {
    called = 'callee' in called ? called.callee : 'object' in called ? called.object : undefined;
  }
  return typeof called === 'object' && called !== null && 'value' in called && CASES.test(String(called.value));
}
