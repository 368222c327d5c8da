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

/** Problems of that configuration with some lines more in a file. */
function problemsWith(file: string, more: unknown): readonly unknown[] {
  const texts = wholeConfig();
  texts[file] = stringify(merge(parse(texts[file] ?? ''), more));
  const parsed = parseTopology(MANIFESTS, texts, 'dev');
  return parsed.status === 'valid' ? [] : parsed.problems;
}

describe('YAML in the pages', () => {
  it.each(blocks)('$page: is YAML', ({ text }) => {
    expect(parse(text)).toEqual(expect.any(Object));
  });

  const named = blocks.flatMap(({ file, ...block }) => (file === undefined ? [] : [{ ...block, file }]));

  it.each(named)('$page: the lines for $file are valid in it', ({ file, text }) => {
    expect(problemsWith(file, parse(text))).toEqual([]);
  });

  it('is found', () => {
    expect(named.length).toBeGreaterThan(8);
  });

  /** A program of others, by the first line of its configuration. docs/configuration.md is checked as a whole. */
  const OF_OTHERS = ['pipeline:', 'receivers:', 'name: preview'];

  it.each(blocks.filter(({ page }) => page !== 'docs/configuration.md'))(
    '$page: says of which file it is a part, unless it is the configuration of another program',
    ({ file, text }) => {
      expect(file !== undefined || OF_OTHERS.includes(text.split('\n')[0] ?? '')).toBe(true);
    },
  );

  it('docs/search.md: the example of RETENTION is valid', () => {
    const [, retention = ''] = /^`RETENTION` sets other ages .*?`([^`]+)`/m.exec(readText('docs/search.md')) ?? [];
    expect(retention).toContain('=');
    expect(problemsWith('config/sinks.yml', { cleaner: { environment: { RETENTION: retention } } })).toEqual([]);
  });
});
