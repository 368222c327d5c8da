import type { Expression, VariableDeclarator } from '@swc/core';
import { linesOf, type Problem, type SourceFile } from './source-file.ts';

const FIXED_NAME = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/;
const LITERALS = new Set(['StringLiteral', 'NumericLiteral', 'BigIntLiteral', 'BooleanLiteral', 'RegExpLiteral']);
const COLLECTIONS = new Set(['Set', 'Map']);

/** Fixed values of a module (texts, numbers, expressions of such, tables of such) that are not written `LIKE_THIS`. */
export function findConstants(file: SourceFile): Problem[] {
  return (file.module?.body ?? []).flatMap((item) => {
    const declared = item.type === 'ExportDeclaration' ? item.declaration : item;
    if (declared.type !== 'VariableDeclaration' || declared.kind !== 'const') return [];
    return declared.declarations.flatMap((one) => {
      const name = misspelled(one);
      if (name === undefined) return [];
      const { first } = linesOf(file, one.span);
      return [{ path: file.path, line: first, rule: 'constant', message: `${name} is fixed: UPPER_SNAKE` } as const];
    });
  });
}

function misspelled({ id, init }: VariableDeclarator): string | undefined {
  if (id.type !== 'Identifier' || !init || FIXED_NAME.test(id.value)) return undefined;
  return isFixed(init) ? id.value : undefined;
}

/** True of what is known when it is read: literals, sums of them, tables of them. */
function isFixed(node: Expression): boolean {
  switch (node.type) {
    case 'TsConstAssertion':
    case 'TsSatisfiesExpression':
    case 'TsAsExpression':
    case 'ParenthesisExpression':
      return isFixed(node.expression);
    case 'UnaryExpression':
      return isFixed(node.argument);
    case 'BinaryExpression':
      return isFixed(node.left) && isFixed(node.right);
    case 'TemplateLiteral':
      return node.expressions.every((one) => isFixed(one as Expression));
    case 'Identifier':
      return FIXED_NAME.test(node.value);
    case 'ArrayExpression':
      return node.elements.every((one) => one !== undefined && isFixed(one.expression));
    case 'ObjectExpression':
      return node.properties.every((one) => one.type === 'KeyValueProperty' && isFixed(one.value));
    case 'NewExpression':
      return (
        node.callee.type === 'Identifier' &&
        COLLECTIONS.has(node.callee.value) &&
        (node.arguments ?? []).length > 0 &&
        (node.arguments ?? []).every((one) => isFixed(one.expression))
      );
    default:
      return LITERALS.has(node.type);
  }
}
