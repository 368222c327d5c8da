import { meaningOf } from './answer.ts';

/** Names and values that a sender chooses so that they read as an error of the engine. */
const SENTENCES = [
  'this action would add [2] total shards, but this cluster currently has [9]/[9] maximum shards open',
  'pipeline with id [x] does not exist',
  "final pipeline [x] can't change the target index",
  'Document ID is not supported in create/index operation request',
  'no write index is defined for alias [x]',
  'alias [x] has more than one index associated with it',
  'There are no ingest nodes in this cluster',
];

/** Errors as engines make them, with what they quote of a document. */
const ERRORS: readonly (readonly [type: string, reason: (quoted: string) => string])[] = [
  ['mapper_parsing_exception', (id) => `failed to parse field [n] of type [long] in document with id '${id}'`],
  ['document_parsing_exception', (value) => `[1:9] failed to parse: Preview of field's value: '${value}'`],
  ['illegal_argument_exception', (field) => `mapper [${field}] cannot be changed from type [long] to [text]`],
  ['illegal_argument_exception', (field) => `Document contains at least one immense term in field="${field}"`],
  ['illegal_argument_exception', (field) => `can't merge a non object mapping [${field}] with an object mapping`],
  ['illegal_argument_exception', (value) => `For input string: "${value}"`],
];

const CASES = ERRORS.flatMap(([type, reasonOf]) => SENTENCES.map((sentence) => [type, reasonOf(sentence)] as const));

it.each(CASES)('%s: %s does not hold the shard', (type, reason) => {
  expect(meaningOf('document', 400, { type, reason })).toMatch(/^reject/);
  expect(meaningOf('request', 400, { type, reason })).toMatch(/^reject/);
});
