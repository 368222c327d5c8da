import { readJsonObject } from './json-object.ts';

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** The texts that {@link parseVariables} reads, for messages. */
export const VARIABLES_WANTED = 'NAME=value, one a line or separated by commas, or a JSON object of texts';

/**
 * Reads the variables of a container: `NAME=value`, one a line or separated by commas; or a JSON object, whose values
 * keep every character (commas, line ends, outer spaces). Undefined where the text is something else.
 */
export function parseVariables(text: string): Record<string, string> | undefined {
  if (text.trimStart().startsWith('{')) return readObject(text);
  const variables: Record<string, string> = {};
  for (const part of text.split(/\n|,(?=\s*[A-Za-z_][A-Za-z0-9_]*=)/)) {
    if (part.trim() === '') continue;
    const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*=(.*)$/.exec(part);
    if (match?.[1] === undefined || match[1] === '__proto__') return undefined;
    variables[match[1]] = (match[2] ?? '').trim();
  }
  return variables;
}

function readObject(text: string): Record<string, string> | undefined {
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(readJsonObject(text) ?? { '': undefined })) {
    if (!NAME.test(name) || name === '__proto__' || typeof value !== 'string') return undefined;
    variables[name] = value;
  }
  return variables;
}
