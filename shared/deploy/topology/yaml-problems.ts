import { type Document, isAlias, isNode, isScalar, type LineCounter, type Pair, visit } from 'yaml';
import type { Problem } from './problem.ts';

/** A YAML text that was parsed. */
interface ParsedYaml {
  readonly text: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

type YamlError = Document['errors'][number];

/** The engine's own words: the parser calls itself for each level. */
const TOO_DEEP = /call stack/;
const CONFLICT_BEGINS = /^<{7}( |$)/;
const CONFLICT_MARK = /^(<{7}|\|{7}|={7}|>{7})( |$)/;

/** Keys that would vanish, or change the object that holds them. */
const INHERITED_KEYS: readonly unknown[] = ['__proto__', 'constructor', 'prototype'];

/** Sentences for the parser's errors, by code and message; else the parser's own. */
const SENTENCES: readonly (readonly [code: string, message: RegExp, sentence: string])[] = [
  ['TAB_AS_INDENT', /^/, 'a tab in the indentation: YAML takes spaces only'],
  ['MULTIPLE_DOCS', /^/, 'a second document begins here (---); a file of config/ is one document'],
  ['BAD_ALIAS', /^/, 'a text that begins with * must be quoted ("*")'],
  [
    'BLOCK_AS_IMPLICIT_KEY',
    /^Nested mappings/,
    'two times "key: value" in one line: a text with ": " in it must be quoted, a list item begins with "- ", and all keys of a mapping begin in one column',
  ],
  ['MULTILINE_IMPLICIT_KEY', /^/, 'expected "key: value" in one line, with a space behind the colon'],
  ['MISSING_CHAR', /^Implicit map keys/, 'expected "key: value", with a colon and a space'],
  [
    'BAD_INDENT',
    /^All (mapping|collection|sequence) items/,
    'the indentation differs from that of the lines before: all keys of a mapping, and all items of a list, begin in one column',
  ],
  ['BAD_INDENT', /^Flow/, 'a [ or { of a line before is not closed'],
  [
    'UNEXPECTED_TOKEN',
    /at node end/,
    'something follows that does not belong to the value: a text that begins with { or [ must be quoted, and a list and keys do not mix',
  ],
  [
    'UNEXPECTED_TOKEN',
    /in YAML stream/,
    'this does not go on with what is before it: a space behind a colon there, or an indentation, may be missing',
  ],
  ['BAD_SCALAR_START', /^/, 'a text that begins with @, ` or % must be quoted'],
];

/**
 * Problems of a text as YAML. Of several errors of syntax only the first is reported: the others follow from it.
 */
export function yamlProblems(file: string, yaml: ParsedYaml): readonly Problem[] {
  const conflicts = conflictProblems(file, yaml.text);
  if (conflicts.length > 0) return conflicts;
  const { errors } = yaml.document;
  const twice = errors.filter(({ code }) => code === 'DUPLICATE_KEY');
  const [first] = errors.filter(({ code }) => code !== 'DUPLICATE_KEY');
  if (first !== undefined && TOO_DEEP.test(first.message))
    return [{ file, line: 1, message: 'it is nested too deeply' }];
  return [
    ...twice.map((error) => ({ file, line: lineOfError(error), message: duplicateSentence(error, yaml) })),
    ...(first === undefined ? [] : [{ file, line: beginOf(first, yaml), message: sentenceOf(first) }]),
    ...(errors.length > 0 ? [] : [...aliasProblems(file, yaml), ...keyProblems(file, yaml)]),
  ];
}

/** One for each conflict that git left in the text. */
function conflictProblems(file: string, text: string): readonly Problem[] {
  const lines = text.split(/\r?\n/);
  const begins = lines.flatMap((line, index) => (CONFLICT_BEGINS.test(line) ? [index] : []));
  return begins.map((index, place) => {
    const next = begins[place + 1] ?? lines.length;
    const last = lines.findLastIndex((line, at) => at < next && CONFLICT_MARK.test(line));
    const until = last > index ? `to line ${last + 1}` : 'without its end';
    return { file, line: index + 1, message: `a conflict of git that is not resolved (<<<<<<<), ${until}` };
  });
}

function lineOfError({ linePos }: YamlError): number {
  return linePos?.[0].line ?? 1;
}

/** The line on which the fault begins: a quote that is never closed is found at its end. */
function beginOf(error: YamlError, { document, lines }: ParsedYaml): number {
  if (!error.message.startsWith('Missing closing')) return lineOfError(error);
  let begin = lineOfError(error);
  visit(document, {
    Scalar: (_, { range, type }) => {
      if (type?.startsWith('QUOTE') && range && range[0] < error.pos[0] && range[2] >= error.pos[0]) {
        begin = lines.linePos(range[0]).line;
      }
    },
  });
  return begin;
}

function sentenceOf({ code, message }: YamlError): string {
  const plain = message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? 'broken YAML';
  if (plain.startsWith('Missing closing'))
    return `the quote ${plain.slice('Missing closing '.length)[0]} is not closed`;
  return SENTENCES.find(([known, form]) => known === code && form.test(plain))?.[2] ?? plain;
}

function duplicateSentence(error: YamlError, { document, lines }: ParsedYaml): string {
  let sentence = 'a key that the same mapping has already';
  visit(document, {
    Map: (_, { items }) => {
      const at = items.findIndex((pair) => startOf(pair) === error.pos[0]);
      const first = items.find((pair) => at !== -1 && keyOf(pair) === keyOf(items[at]));
      if (first === undefined) return;
      sentence = `${keyOf(first)}: the same mapping has this key already, on line ${lines.linePos(startOf(first) ?? 0).line}`;
    },
  });
  return sentence;
}

function startOf({ key }: Pair): number | undefined {
  return isScalar(key) ? key.range?.[0] : undefined;
}

function keyOf(pair: Pair | undefined): string {
  return isScalar(pair?.key) ? String(pair.key.value) : '';
}

/** Texts such as `*app` without quotes, which YAML takes for references, and references to a value that contains them. */
function aliasProblems(file: string, { document, lines }: ParsedYaml): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias: (_, node, parents) => {
      const value = node.resolve(document);
      if (value !== undefined && !parents.includes(value)) return;
      const text = `*${node.source}`;
      const message =
        value === undefined
          ? `no anchor &${node.source} is set before ${text}; a text that begins with * must be quoted ("${text}")`
          : `${text} is inside of the value that it refers to (&${node.source})`;
      problems.push({ file, line: lines.linePos(node.range?.[0] ?? 0).line, message });
    },
  });
  return problems;
}

/** Keys that every object of JavaScript has. */
function keyProblems(file: string, { document, lines }: ParsedYaml): readonly Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Pair: (_, { key }) => {
      const scalar = isAlias(key) ? key.resolve(document) : key;
      if (!isNode(key) || !isScalar(scalar) || !INHERITED_KEYS.includes(scalar.value)) return;
      const message = `${scalar.value}: not a possible key, because every object of JavaScript has it already`;
      problems.push({ file, line: lines.linePos(key.range?.[0] ?? 0).line, message });
    },
  });
  return problems;
}
