import { parse, stringify } from 'yaml';
import { MANIFESTS } from '../../services/manifests.ts';
import { parseTopology } from '../../shared/deploy/topology/parse-topology.ts';
import { FILES } from '../../shared/deploy/topology/testing/config-texts.ts';
import { markdownFiles, readText, uncommentYaml } from './project.ts';

const BLOCK = /^( *)```yaml\n([\s\S]*?)^\1```$/gm;
const FILE = /^# (config\/[\w/<>-]+\.yml)\n/;

interface Block {
  readonly page: string;
  readonly text: string;
  /** The file of `config/` that the block's first line names. */
  readonly file?: string;
}

const blocks = markdownFiles().flatMap(([page, markdown]) =>
  [...markdown.matchAll(BLOCK)].map(([, indent = '', body = '']): Block => {
    const text = body.replace(new RegExp(`^${indent}`, 'gm'), '');
    const file = FILE.exec(text)?.[1];
    return { page, text, ...(file !== undefined && { file: file.replace(/stages\/[\w<>]+/, 'stages/dev') }) };
  }),
);

/** Both values together: mappings key by key, lists of mappings one after the other, else the second. */
function merge(base: unknown, more: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(more) && more.every(isMapping)) return [...base, ...more];
  if (!isMapping(base) || !isMapping(more)) return more;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(more)])];
  return Object.fromEntries(keys.map((key) => [key, key in more ? merge(base[key], more[key]) : base[key]]));
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The shipped configuration, all its commented lines included. */
function wholeConfig(): Record<string, string> {
  const texts = Object.keys(FILES).map((file) => [file, uncommentYaml(readText(file))] as const);
  return Object.fromEntries(texts);
}

describe('YAML in the pages', () => {
  it.each(blocks)('$page: is YAML', ({ text }) => {
    expect(parse(text)).toEqual(expect.any(Object));
  });

  const named = blocks.flatMap(({ file, ...block }) => (file === undefined ? [] : [{ ...block, file }]));

  it.each(named)('$page: the lines for $file are valid in it', ({ file, text }) => {
    const texts = wholeConfig();
    texts[file] = stringify(merge(parse(texts[file] ?? ''), parse(text)));
    const parsed = parseTopology(MANIFESTS, texts, 'dev');
    expect(parsed.status === 'valid' ? [] : parsed.problems).toEqual([]);
  });

  it('is found', () => {
    expect(named.length).toBeGreaterThan(5);
  });
});
