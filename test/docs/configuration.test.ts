import { z } from 'zod';
import { MANIFESTS } from '../../services/manifests.ts';
import { parseTopology } from '../../shared/deploy/topology/parse-topology.ts';
import {
  forwardersSchema,
  routesSchema,
  sinksSchema,
  streamsSchema,
  subscriptionsSchema,
} from '../../shared/deploy/topology/schema/flows.ts';
import { serviceSchema, stageSchema } from '../../shared/deploy/topology/schema/stage.ts';
import type { ConfigTexts } from '../../shared/deploy/topology/sections.ts';
import { COMMENTED_LINE, readText, sectionOf, uncommentYaml } from './project.ts';

const PAGE = readText('docs/configuration.md');

const SECTIONS = [
  ['service.yml', serviceSchema],
  ['streams.yml', streamsSchema],
  ['routes.yml', routesSchema],
  ['forwarders.yml', forwardersSchema],
  ['sinks.yml', sinksSchema],
  ['subscriptions.yml', subscriptionsSchema],
  ['stages/&lt;stage&gt;.yml', stageSchema],
] as const;

/** eden's settings have a page of their own: docs/eden.md. */
const ELSEWHERE = 'eden';

/** Keys of all mappings anywhere in a JSON schema. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.entries(schema).flatMap(([key, value]) => (key === ELSEWHERE ? [] : keysOf(value)));
  const properties = 'properties' in schema ? schema.properties : undefined;
  return typeof properties === 'object' && properties !== null ? [...Object.keys(properties), ...inner] : inner;
}

/** The YAML of a section. */
function exampleOf(file: string): string {
  return /^```yaml\n([\s\S]*?)^```$/m.exec(sectionOf(PAGE, file.replaceAll('.', '\\.')))?.[1] ?? '';
}

function problemsOf(texts: ConfigTexts): readonly unknown[] {
  const parsed = parseTopology(MANIFESTS, texts, 'dev');
  return parsed.status === 'valid' ? [] : parsed.problems;
}

describe('docs/configuration.md', () => {
  it.each(SECTIONS)('%s: says every setting that the schema knows', (file, schema) => {
    const keys = [...new Set(keysOf(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })))];
    const text = sectionOf(PAGE, file.replaceAll('.', '\\.'));
    expect(keys.length).toBeGreaterThan(1);
    expect(keys.filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
  });

  it('has an example of each file, together a valid configuration', () => {
    const texts = SECTIONS.map(
      ([file]) => [`config/${file.replace('&lt;stage&gt;', 'dev')}`, exampleOf(file)] as const,
    );
    expect(texts.filter(([, text]) => text === '')).toEqual([]);
    expect(problemsOf(Object.fromEntries(texts))).toEqual([]);
  });
});

describe('config/', () => {
  const files = SECTIONS.map(([file]) => `config/${file.replace('&lt;stage&gt;', 'dev')}`);
  const commented = files.flatMap((file) =>
    [...readText(file).matchAll(COMMENTED_LINE)].map(([, , line = '']) => line),
  );

  it('is valid with all its commented lines', () => {
    const texts = files.map((file) => [file, uncommentYaml(readText(file))] as const);
    expect(problemsOf(Object.fromEntries(texts))).toEqual([]);
  });

  it.each([
    'es-sink:',
    'fluent-sink:',
    'cleaner:',
    'search:',
    'fluent:',
    '- name: search',
    '- name: fluent',
    'external:',
    'archive: { bucket: my-existing-log-bucket }',
    'eden:',
  ])('has the line "%s" as a comment', (line) => {
    expect(commented.map((one) => one.trim())).toContain(line);
  });
});
