import type { ConfigFile } from '../config-file.ts';
import type { ReportProblem } from '../problem.ts';
import type { ConfigPath } from '../repair-value.ts';
import { FILES } from '../sections.ts';

/** The framework reads these settings itself, references in them included. */
const READ_BY_FRAMEWORK: Readonly<Record<string, string>> = { [FILES.service]: 'bundle' };

/** Texts that the Serverless Framework would replace on its way to AWS: the checks would have judged other ones. */
export function checkReplacedTexts(files: Iterable<ConfigFile>, report: ReportProblem): void {
  for (const { file, value } of files) {
    for (const [path, text] of textsIn(value, [])) {
      if (!text.includes('${') || path[0] === READ_BY_FRAMEWORK[file]) continue;
      report(
        file,
        path,
        `expected text without "\${", which Serverless would replace with something that is not checked here, got ${JSON.stringify(text)}`,
      );
    }
  }
}

function textsIn(value: unknown, path: ConfigPath): readonly (readonly [path: ConfigPath, text: string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]));
}
