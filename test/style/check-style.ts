import { findCasts } from './casts.ts';
import { findConstants } from './constants.ts';
import { findEarlyHelpers, findFunctionValues } from './order.ts';
import { findLongFunctions } from './sizes.ts';
import type { Problem, SourceFile } from './source-file.ts';
import { findWords } from './words.ts';

const TEST_FILE = /\.test\.ts$/;
const TEST_CODE = /\.test\.ts$|\/testing\/|^test\//;

/**
 * The rules of CONTRIBUTING.md that Biome has no rule for: the length of a function with its comments, functions by
 * declaration, the order of a file, the spelling of constants, casts over `unknown`, plain words. Sorted by file and line.
 */
export function checkStyle(files: readonly SourceFile[]): Problem[] {
  const product = files.filter(({ path }) => !TEST_CODE.test(path));
  const problems = [
    ...files.flatMap(findLongFunctions),
    ...files.flatMap(findFunctionValues),
    ...files.filter(({ path }) => !TEST_FILE.test(path)).flatMap(findEarlyHelpers),
    ...product.flatMap(findConstants),
    ...findCasts(product),
    ...files.flatMap(findWords),
  ];
  return problems.sort((a, b) => a.path.localeCompare(b.path) || a.line - b.line);
}
