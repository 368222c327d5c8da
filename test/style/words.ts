import { AVOIDED_WORDS } from './glossary-words.ts';
import type { Problem, SourceFile } from './source-file.ts';

/** Words of the glossary's "not" column in code, messages and pages. A line of code counts with its comment. */
export function findWords(file: SourceFile): Problem[] {
  return file.text.split('\n').flatMap((text, index) =>
    AVOIDED_WORDS.flatMap(({ not, say, except, exceptIn }) => {
      const found = not.exec(text);
      if (found === null || except?.test(text) || exceptIn?.test(file.path)) return [];
      const message = `"${found[0].trim()}": say ${say}`;
      return [{ path: file.path, line: index + 1, rule: 'word', message } as const];
    }),
  );
}
