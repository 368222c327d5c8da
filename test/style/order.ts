import { linesOf, type Problem, type SourceFile, type SyntaxNode, walk } from './source-file.ts';

const FUNCTION_VALUES = new Set(['ArrowFunctionExpression', 'FunctionExpression']);

interface TopFunction {
  readonly name: string;
  readonly exported: boolean;
  readonly line: number;
  readonly uses: ReadonlySet<string>;
}

/** Helpers that come before every function that uses them: a file reads from its exported functions down. */
export function findEarlyHelpers(file: SourceFile): Problem[] {
  const functions = topFunctions(file);
  return functions.flatMap(({ name, exported, line }, at) => {
    const users = functions.flatMap((other, index) => (index !== at && other.uses.has(name) ? [index] : []));
    if (exported || users.length === 0 || users.some((index) => index < at)) return [];
    const user = functions[users[0] ?? 0]?.name ?? '';
    return [{ path: file.path, line, rule: 'order', message: `${name} comes before ${user}, which uses it` } as const];
  });
}

/** Functions of a module that are neither declared nor of a type with a name: `const f = () => …`. */
export function findFunctionValues(file: SourceFile): Problem[] {
  return (file.module?.body ?? []).flatMap((item) => {
    const declared = item.type === 'ExportDeclaration' ? item.declaration : item;
    if (declared.type !== 'VariableDeclaration') return [];
    return declared.declarations.flatMap(({ id, init, span }) => {
      if (
        id.type !== 'Identifier' ||
        ('typeAnnotation' in id && id.typeAnnotation) ||
        !FUNCTION_VALUES.has(init?.type ?? '')
      )
        return [];
      const message = `${id.value}: write a function declaration, or name its type`;
      return [{ path: file.path, line: linesOf(file, span).first, rule: 'function', message } as const];
    });
  });
}

function topFunctions(file: SourceFile): TopFunction[] {
  return (file.module?.body ?? []).flatMap((item) => {
    const exported = item.type === 'ExportDeclaration';
    const declared = exported ? item.declaration : item;
    if (declared.type !== 'FunctionDeclaration') return [];
    const { first } = linesOf(file, declared.span);
    return [{ name: declared.identifier.value, exported, line: first, uses: namesIn(declared) }];
  });
}

/** Identifiers in a function, without the names of properties. */
function namesIn(node: object): Set<string> {
  const names = new Set<string>();
  walk(node, (one, parent) => {
    if (one.type === 'Identifier' && !isPropertyName(one, parent)) names.add(String(one['value']));
  });
  return names;
}

function isPropertyName(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (parent?.type === 'MemberExpression') return parent['property'] === node;
  return parent?.type === 'KeyValueProperty' && parent['key'] === node;
}
