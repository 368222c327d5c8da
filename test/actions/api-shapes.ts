import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import type { Asked, Given } from './serve.ts';

type Schema = Readonly<Record<string, unknown>>;

/** An operation as the API's own description has it. A response of null has no shape that the actions read. */
interface Operation {
  readonly query: readonly string[];
  readonly request?: Schema;
  readonly responses: Readonly<Record<string, Schema | null>>;
}

interface Recorded {
  /** The description, with its version. */
  readonly source: string;
  /** Method and path, parameters in braces → the operation. */
  readonly operations: Readonly<Record<string, Operation>>;
}

/** Pages of lists: both APIs describe them apart from their operations. */
const PAGING = ['page', 'per_page'];

/**
 * Reads what an API's own description says of the operations that the actions use. The judge gives the differences between a
 * request and its answer and that description: unknown operations, parameters, fields and statuses, and values of another type.
 */
export function readShapes(file: string) {
  const recorded = JSON.parse(readFileSync(join(__dirname, 'fixtures', file), 'utf8')) as Recorded;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  const differences = (what: string, schema: Schema | null | undefined, value: unknown): readonly string[] => {
    if (!schema || ajv.validate(schema, value)) return [];
    return (ajv.errors ?? []).map(({ instancePath, message, params }) =>
      [what, instancePath, message, JSON.stringify(params)].join(' '),
    );
  };
  return ({ method, path, query, body }: Asked, { status, body: answer }: Given): readonly string[] => {
    const name = Object.keys(recorded.operations).find((one) => matches(one, `${method} ${path}`));
    const operation = name === undefined ? undefined : recorded.operations[name];
    if (operation === undefined) return [`${method} ${path} is not in ${recorded.source}`];
    const unknown = [...query.keys()].filter((key) => !operation.query.includes(key) && !PAGING.includes(key));
    return [
      ...unknown.map((key) => `${name} does not take ${key}`),
      ...differences(`${name} request`, operation.request, body),
      // Anything may be gone meanwhile, whether the description says so or not.
      ...(String(status) in operation.responses || status === 404 ? [] : [`${name} does not answer ${status}`]),
      ...differences(`${name} ${status}`, operation.responses[String(status)], answer),
    ];
  };
}

function matches(described: string, asked: string): boolean {
  const parts = described.split('/');
  const given = asked.split('/');
  return parts.length === given.length && parts.every((part, at) => part === given[at] || /^\{.+\}$/.test(part));
}
