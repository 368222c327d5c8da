import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRY_POINTS } from './entry-points.ts';
import { readStatements } from './read-statements.ts';

/**
 * Everything that users of the package see, without comments: a change of it is a change for them.
 * @param folder of a package that was built.
 */
export function apiReport(folder: string): string {
  const parts = ENTRY_POINTS.map((name) => {
    const text = readFileSync(join(folder, 'dist/types', `${name}.d.ts`), 'utf8');
    const codes = readStatements(text).map(({ code }) => code.replace(/\n\s*\n/g, '\n'));
    return `## ${name}\n\n\`\`\`ts\n${codes.join('\n\n')}\n\`\`\`\n`;
  });
  return `# API\n\nWritten by \`npm run library -- api --write\`; a test compares it.\n\n${parts.join('\n')}`;
}
