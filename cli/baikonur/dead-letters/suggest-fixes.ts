import type { EngineError } from './read-engine-error.ts';

/** A remedy for one error. */
export interface Fix {
  readonly where: 'index template' | 'routes' | 'command' | 'sender';
  readonly sentence: string;
  /** The line to write, where there is one. */
  readonly line?: string;
}

/** Types of which a value that does not fit can be left out of the index and kept in the document. */
const IGNORES_MALFORMED: ReadonlySet<string> = new Set([
  ...['long', 'integer', 'short', 'byte', 'unsigned_long', 'double', 'float', 'half_float', 'scaled_float'],
  ...['date', 'date_nanos', 'ip', 'geo_point'],
]);
const MAX_VALUES = 10;

/** The values of the field that the engine refused. */
export interface RefusedValues {
  /** All of them; `undefined`: too many to list. */
  readonly all: readonly unknown[] | undefined;
  /** Whether one of them is an object. */
  readonly hasObject: boolean;
}

/** The fixes of an error, the least first. */
export function suggestFixes(error: EngineError, values: RefusedValues): readonly Fix[] {
  return [...templateFixes(error, values), ...routeFixes(error, values.all)];
}

function templateFixes(
  { kind, field = '', engineType = '' }: EngineError,
  { hasObject }: RefusedValues,
): readonly Fix[] {
  switch (kind) {
    case 'type':
      // No engine takes an object for a malformed value.
      return IGNORES_MALFORMED.has(engineType) && !hasObject
        ? [
            property(
              field,
              { type: engineType, ignore_malformed: true },
              'keep the type; other values are not indexed',
            ),
            property(field, { type: 'keyword', ignore_above: 1024 }, 'index all values as text'),
          ]
        : [property(field, { type: 'object', enabled: false }, 'keep it in the document and do not index it')];
    case 'object':
    case 'concrete':
      return [property(field, { type: 'object', enabled: false }, 'keep it in the document and do not index it')];
    case 'strict':
      return [property(field, { type: 'keyword', ignore_above: 1024 }, 'let the index have the field')];
    case 'term':
      return [property(field, { type: 'keyword', ignore_above: 1024 }, 'do not index longer texts')];
    case 'fields':
      return [
        {
          where: 'command',
          sentence: 'allow more fields in new indices, if the sender means them',
          line: './baikonur es install-template --stage <stage> --max-fields 2000',
        },
      ];
    case 'other':
      return [];
  }
}

/** The line of a field in `mappings.properties`. */
function property(field: string, mapping: object, sentence: string): Fix {
  const names = field.split('.');
  const [first = '', ...inner] = names;
  const nested = inner.reduceRight<object>((rest, name) => ({ properties: { [name]: rest } }), mapping);
  return { where: 'index template', sentence, line: `${JSON.stringify(first)}: ${JSON.stringify(nested)}` };
}

function routeFixes({ field }: EngineError, values: readonly unknown[] | undefined): readonly Fix[] {
  const isListed = values !== undefined && values.length > 0 && values.length <= MAX_VALUES && values.every(isScalar);
  // Serverless would resolve `${…}`, which a sender may have written.
  const isPlain = field !== undefined && !/\s/.test(field) && !JSON.stringify([field, values]).includes('${');
  if (!isListed || !isPlain) {
    return [{ where: 'sender', sentence: 'let the sender write the field as the others do' }];
  }
  const test = values.length === 1 ? `equals: ${JSON.stringify(values[0])}` : `in: ${JSON.stringify(values)}`;
  const sentence = 'a route with this condition takes exactly these logs, for a target of their own';
  return [
    {
      where: 'routes',
      sentence,
      line: `where: { path: ${/^[\w.@-]+$/.test(field) ? field : JSON.stringify(field)}, ${test} }`,
    },
  ];
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
