import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A run of jest: its project, and the arguments for it. */
export interface Phase {
  readonly project: 'unit' | 'integration' | 'page';
  readonly args: readonly string[];
}

/**
 * The runs of jest for the arguments of `npm test`. The integration tests come last and alone: their local AWS works
 * as long as it is up. It is not started when no pattern names one of them. Those of the page need a browser: they run
 * only where a pattern names them.
 * @param root the project's folder.
 */
export function phasesOf(args: readonly string[], root: string): readonly Phase[] {
  const patterns = patternsOf(args);
  const onlyPage = patterns.length > 0 && patterns.every((pattern) => pattern.includes('test/page'));
  if (onlyPage) return [{ project: 'page', args }];
  const files = integrationFiles(root);
  const matching = patterns.filter((pattern) => files.some((file) => new RegExp(pattern, 'i').test(file)));
  if (patterns.length > 0 && matching.length === 0) return [{ project: 'unit', args }];
  const onlyIntegration = patterns.length > 0 && patterns.every((pattern) => pattern.includes('test/integration'));
  if (onlyIntegration) return [{ project: 'integration', args }];
  // A pattern may match tests of one project only.
  const both = [...args, '--passWithNoTests'];
  return [
    { project: 'unit', args: both },
    { project: 'integration', args: both },
  ];
}

/** The patterns among the arguments. Behind an option is its value, or a pattern that jest then takes by itself. */
export function patternsOf(args: readonly string[]): readonly string[] {
  return args.filter((arg, index) => !arg.startsWith('-') && !args[index - 1]?.startsWith('-'));
}

function integrationFiles(root: string): readonly string[] {
  const folder = join(root, 'test/integration');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => join(folder, name));
}
