import { parse } from 'yaml';
import { z } from 'zod';
import {
  forwardersSchema,
  routesSchema,
  sinksSchema,
  streamsSchema,
  subscriptionsSchema,
} from '../../shared/deploy/topology/schema/flows.ts';
import { serviceSchema, stageSchema } from '../../shared/deploy/topology/schema/stage.ts';
import { readText, sectionOf } from './project.ts';

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

describe('docs/configuration.md', () => {
  it.each(SECTIONS)('%s: says every setting that the schema knows', (file, schema) => {
    const keys = [...new Set(keysOf(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })))];
    const text = sectionOf(PAGE, file.replaceAll('.', '\\.'));
    expect(keys.length).toBeGreaterThan(1);
    expect(keys.filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
  });

  it.each(SECTIONS)('%s: has an example that the schema accepts', (file, schema) => {
    const { error } = (schema as z.ZodType).safeParse(parse(exampleOf(file)));
    expect(error?.issues ?? []).toEqual([]);
  });
});
