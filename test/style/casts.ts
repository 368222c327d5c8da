import { isNode, linesOf, type Problem, type SourceFile, walk } from './source-file.ts';

/** Casts over `unknown` that cannot be avoided, by file: fields that the types of Node or of a library lack. */
export const ALLOWED_CASTS: Readonly<Record<string, number>> = {
  'bench/works/pipeline-run.ts': 1,
  'shared/log/decode/compression.ts': 2,
  'shared/eden/environments-file/file.ts': 1,
  'local/fluent-receivers/run-fluent-server.ts': 1,
};

/** Files of the pipeline share one cast: where the middy chain becomes a Lambda handler. */
const PIPELINE = 'shared/pipeline/';

/** `as unknown as` beyond what is allowed. */
export function findCasts(files: readonly SourceFile[]): Problem[] {
  const left = new Map<string, number>([...Object.entries(ALLOWED_CASTS), [PIPELINE, 1]]);
  return files.flatMap((file) =>
    castsOf(file).flatMap((line) => {
      const key = file.path.startsWith(PIPELINE) ? PIPELINE : file.path;
      const allowed = left.get(key) ?? 0;
      left.set(key, allowed - 1);
      if (allowed > 0) return [];
      return [{ path: file.path, line, rule: 'cast', message: '`as unknown as`: find the type that is true' } as const];
    }),
  );
}

function castsOf(file: SourceFile): number[] {
  const lines: number[] = [];
  walk(file.module, (node) => {
    if (node.type !== 'TsAsExpression' || !isNode(node['expression']) || node.span === undefined) return;
    const { type, typeAnnotation } = node['expression'];
    if (type !== 'TsAsExpression' || !isNode(typeAnnotation) || typeAnnotation['kind'] !== 'unknown') return;
    lines.push(linesOf(file, node.span).first);
  });
  return lines;
}
