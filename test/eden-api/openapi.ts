import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { parse } from 'yaml';

interface OperationDescription {
  readonly operationId: string;
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string }[];
  readonly responses: Readonly<Record<string, { readonly $ref: string }>>;
}

interface Description {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationDescription>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, { content: { 'application/json': { schema: { $ref: string } } } }>>;
  };
}

const file = join(__dirname, '../../services/eden-api/openapi.yml');

/** The API's description, as it is served with the docs. */
export const description = parse(readFileSync(file, 'utf8')) as Description;

const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema(description, 'openapi');

/** The differences between an answer of an operation and its description; empty when there are none. */
export function judgeAnswer(method: string, path: string, statusCode: number, body: unknown): readonly string[] {
  const operation = description.paths[path]?.[method.toLowerCase()];
  // What the API does not know is told as every error is.
  const name = operation?.responses[String(statusCode)]?.$ref.split('/').at(-1) ?? (operation ? '' : 'Error');
  const schema = description.components.responses[name]?.content['application/json'].schema.$ref;
  if (schema === undefined) return [`${method} ${path} does not describe ${statusCode}`];
  const validate = ajv.getSchema(`openapi${schema}`);
  if (validate === undefined) return [`no schema ${schema}`];
  return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
