/** Why a search engine refused a document, as far as its error says. */
export interface EngineError {
  readonly kind: 'type' | 'object' | 'concrete' | 'fields' | 'strict' | 'term' | 'other';
  /** Path of the field. */
  readonly field?: string;
  /** The type that the index has for it. */
  readonly engineType?: string;
}

type Rule = readonly [pattern: RegExp, read: (groups: Readonly<Record<string, string>>) => EngineError];

/**
 * Errors of OpenSearch 1 to 3 and Elasticsearch 7 and 8; the first that matches counts.
 * @see https://github.com/opensearch-project/OpenSearch/tree/main/server/src/main/java/org/opensearch/index/mapper
 */
const RULES: readonly Rule[] = [
  [
    /failed to parse field \[(?<field>[^\]]+)\] of type \[(?<type>[^\]]+)\]/,
    ({ field = '', type = '' }) => ({ kind: 'type', field, engineType: type }),
  ],
  [
    /mapper \[(?<field>[^\]]+)\] (?:cannot be changed from type|of different type, current_type) \[(?<type>[^\]]+)\]/,
    ({ field = '', type = '' }) => ({ kind: 'type', field, engineType: type }),
  ],
  [
    /object mapping for \[(?<parent>[^\]]+)\] tried to parse field \[(?<field>[^\]]+)\] as object/,
    ({ parent = '', field = '' }) => ({ kind: 'object', field: pathOf(parent, field), engineType: 'object' }),
  ],
  [
    /Existing mapping for \[(?<field>[^\]]+)\] must be of type object but found \[(?<type>[^\]]+)\]/,
    ({ field = '', type = '' }) => ({ kind: 'concrete', field, engineType: type }),
  ],
  [/Limit of total fields \[\d+\]/, () => ({ kind: 'fields' })],
  [
    /dynamic introduction of \[(?<field>[^\]]+)\] within \[(?<parent>[^\]]+)\] is not allowed/,
    ({ parent = '', field = '' }) => ({ kind: 'strict', field: pathOf(parent, field) }),
  ],
  [/immense term in field="(?<field>[^"]+)"/, ({ field = '' }) => ({ kind: 'term', field })],
];

/** Reads the error of a dead letter that a search engine refused. */
export function readEngineError(error: string): EngineError {
  for (const [pattern, read] of RULES) {
    const found = pattern.exec(error);
    if (found !== null) return read(found.groups ?? {});
  }
  return { kind: 'other' };
}

/** The object mapping may be named by its path, which then has the field in it. */
function pathOf(parent: string, field: string): string {
  if (parent === '_doc' || parent === field || parent.endsWith(`.${field}`)) return parent === '_doc' ? field : parent;
  return `${parent}.${field}`;
}
