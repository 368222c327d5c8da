import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { ROOT } from '../stack/paths.ts';

const STREAM = 'search';
/** `INDEX_NAME_PREFIX` of the local es-sink. */
export const PREFIX = 'logs';

/** A value for a path of a file in `config/`; `+` at its end appends to a list. What is there already stays. */
export type ConfigEdit = readonly [file: string, path: readonly string[], value: unknown];

/**
 * Copies the project's `config/` below `directory` and adds es-sink to it, for one engine.
 * @returns the folder that holds the new `config/`, as `BAIKONUR_CONFIG` names it.
 */
export async function writeSearchConfig(directory: string, engineUrl: string): Promise<string> {
  const root = join(directory, 'with-search');
  await writeConfig(root, searchEdits(engineUrl));
  return root;
}

/** Copies the project's `config/` into a folder, with changes. */
export async function writeConfig(root: string, edits: readonly ConfigEdit[]): Promise<void> {
  await cp(join(ROOT, 'config'), join(root, 'config'), { recursive: true });
  for (const [file, path, value] of edits) {
    const target = join(root, 'config', file);
    const document = parseDocument(await readFile(target, 'utf8'));
    const key = path.at(-1);
    if (key === '+') document.addIn(path.slice(0, -1), document.createNode(value));
    else if (!document.hasIn(path)) document.setIn(path, document.createNode(value));
    await writeFile(target, document.toString());
  }
}

/** The parts of `config/` that es-sink needs: a stream, a route to it, and the sink itself. */
function searchEdits(engineUrl: string): readonly ConfigEdit[] {
  return [
    ['streams.yml', ['streams', STREAM], { description: 'Read by es-sink' }],
    ['routes.yml', ['routes', '+'], { name: STREAM, types: ['*'], target: `kinesis:${STREAM}` }],
    [
      'sinks.yml',
      ['sinks', 'es-sink'],
      {
        source: STREAM,
        whitelist: ['*'],
        environment: { ES_HOST: engineUrl, ES_AUTH: 'none', INDEX_NAME_PREFIX: PREFIX },
      },
    ],
  ];
}
