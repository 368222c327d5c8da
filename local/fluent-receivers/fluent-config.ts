import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Document, parseDocument } from 'yaml';
import { ROOT } from '../stack/paths.ts';

const STREAM = 'fluent';

type Edit = readonly [file: string, edit: (document: Document) => void];

/**
 * Adds fluent-sink to a `config/` below `directory`, for one receiver.
 * @param configRoot a folder with a `config/` to be changed; default: a new copy of the project's
 * @returns the folder that holds the `config/`, as `BAIKONUR_CONFIG` names it
 */
export async function addFluentConfig(directory: string, endpoint: string, configRoot?: string): Promise<string> {
  const root = configRoot ?? join(directory, 'with-fluent');
  if (configRoot === undefined) await cp(join(ROOT, 'config'), join(root, 'config'), { recursive: true });
  for (const [file, edit] of editsFor(endpoint)) {
    const target = join(root, 'config', file);
    const document = parseDocument(await readFile(target, 'utf8'));
    edit(document);
    await writeFile(target, document.toString());
  }
  return root;
}

/** Adds to `config/` what fluent-sink needs: a stream, a route to it, and the sink itself; what is there already stays. */
function editsFor(endpoint: string): readonly Edit[] {
  const set = (path: readonly string[], value: unknown) => (document: Document) => {
    if (!document.hasIn(path)) document.setIn(path, document.createNode(value));
  };
  const environment = { LOG_FLUENT_SINK_ENDPOINT: endpoint, LOG_FLUENT_TAG: 'local' };
  const route = { name: STREAM, types: ['*'], target: `kinesis:${STREAM}` };
  return [
    ['streams.yml', set(['streams', STREAM], { description: 'Read by fluent-sink' })],
    ['routes.yml', (document) => document.addIn(['routes'], document.createNode(route))],
    ['sinks.yml', set(['sinks', 'fluent-sink'], { source: STREAM, whitelist: ['*'], environment })],
  ];
}
