import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from './topology/read-config.ts';
import { explainUnused, linesFor } from './unused-service.ts';

const ROOT = resolve(__dirname, '../..');
type Section = Readonly<Record<string, unknown>>;
let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'unused-service-'));
  await cp(join(ROOT, 'config'), join(root, 'config'), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** Adds lines to a file as a person would: below the key that is there, or as a new one. */
async function add(file: string, lines: readonly string[]): Promise<void> {
  const path = join(root, file.split(' ')[0] ?? '');
  const before: Section = parse(await readFile(path, 'utf8')) ?? {};
  const merged = Object.entries(parse(lines.join('\n')) as Section).map(([key, value]) => {
    const old = before[key];
    return [key, Array.isArray(old) ? old.concat(value) : { ...(old as Section), ...(value as Section) }];
  });
  await writeFile(path, stringify({ ...before, ...Object.fromEntries(merged) }));
}

it.each([
  ['es-sink', ['es-sink']],
  ['fluent-sink', ['fluent-sink']],
  ['s3-sink', ['s3-sink']],
  ['forwarders', ['forwarders']],
  ['es-cleaner', ['es-sink', 'es-cleaner']],
  ['eden-api', ['eden-api']],
])('with the lines that are named for %s, config/ uses it', async (service, added) => {
  for (const name of added) for (const [file, lines] of linesFor(name, 'dev')) await add(file, lines);
  const { functions, cleaner, settings } = loadTopology(MANIFESTS, 'dev', root);
  const others = [...(cleaner ? ['es-cleaner'] : []), ...(settings.eden ? ['eden-api'] : [])];
  expect([...functions.map((fn) => fn.service), ...others]).toContain(service);
});

it('names the files and the lines', () => {
  expect(explainUnused('es-sink', 'dev').split('\n').slice(0, 4)).toEqual([
    'config/ does not use es-sink: at stage dev it has no function.',
    'To use it, add, with addresses of your own:',
    '  config/streams.yml',
    '    streams:',
  ]);
  expect(explainUnused('a-sink', 'dev')).toMatch(/services\/a-sink\/README.md says what to add\.$/);
});
