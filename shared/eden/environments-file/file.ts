import { errorText } from '../../errors/error-text.ts';
import { isJsonObject } from '../../log/json-object.ts';

/** One endpoint in the Environments JSON: `{"env","name","<key>":"<host>"}`. */
export interface EndpointEntry {
  readonly name: string;
  readonly env: string;
  readonly key: string;
}

/** The file with an endpoint set or removed; `change` says what was done to the entry. */
export type EditedFile =
  | {
      readonly status: 'ok';
      readonly text: string;
      readonly change: 'entry_added' | 'updated' | 'unchanged' | 'key_removed' | 'entry_removed' | 'absent';
    }
  | { readonly status: 'invalid'; readonly message: string };

type JsonObject = Record<string, unknown>;
type ReadFile =
  | { readonly status: 'ok'; readonly root: JsonObject; readonly entries: JsonObject[] }
  | { readonly status: 'invalid'; readonly message: string };

/** The text of a file that does not exist yet. */
export const EMPTY_FILE = '{"environments":[]}';

/** A string of a JSON text, with the colon after it where it is a key. */
const STRING = /"((?:[^"\\]|\\.)*)"(\s*:)?/g;

/** JSON.rawJSON and the reviver's source text (ES2026) keep numbers that a double cannot hold. */
const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
type Reviver = (this: unknown, key: string, value: unknown, context: { readonly source?: string }) => unknown;
const keepNumbers: Reviver = (_key, value, { source }) =>
  typeof value === 'number' && source !== undefined && String(value) !== source ? rawJSON(source) : value;

/** The host the file holds for this endpoint; undefined when it holds none or cannot be read. */
export function readEndpoint(text: string, at: EndpointEntry): string | undefined {
  const file = readFile(text);
  if (file.status === 'invalid') return undefined;
  const entry = entryOf(file.entries, at);
  const value = entry?.[marked(at.key)];
  return typeof value === 'string' ? value : undefined;
}

function readFile(text: string): ReadFile {
  let root: unknown;
  try {
    JSON.parse(text);
    root = JSON.parse(markKeys(text), keepNumbers as (key: string, value: unknown) => unknown);
  } catch (error) {
    return { status: 'invalid', message: `is no JSON (${errorText(error)})` };
  }
  const listed = isJsonObject(root) ? root[marked('environments')] : undefined;
  if (!isJsonObject(root) || !Array.isArray(listed)) {
    return { status: 'invalid', message: 'is not of the shape {"environments": [...]}' };
  }
  const entries: unknown[] = listed;
  const bad = entries.findIndex((entry) => !isJsonObject(entry) || typeof entry[marked('name')] !== 'string');
  if (bad >= 0) return { status: 'invalid', message: `has an entry without a name: environments[${bad}]` };
  return { status: 'ok', root, entries: entries as JsonObject[] };
}

/** Marks every key of a JSON text: JavaScript moves keys such as "2024" to the front, and takes "__proto__" for a link. */
function markKeys(text: string): string {
  return text.replace(STRING, (all, name: string, colon: string | undefined) => (colon ? `"_${name}"${colon}` : all));
}

function entryOf(entries: readonly JsonObject[], at: EndpointEntry): JsonObject | undefined {
  return entries.find((entry) => entry[marked('name')] === at.name);
}

/** Why this text is no Environments JSON; undefined when it is one. */
export function environmentsFileProblem(text: string): string | undefined {
  const file = readFile(text);
  return file.status === 'invalid' ? file.message : undefined;
}

/** Adds or updates the endpoint in place; every other key and the order survive. */
export function setEndpoint(text: string, at: EndpointEntry, host: string): EditedFile {
  const file = readFile(text);
  if (file.status === 'invalid') return file;
  const entry = entryOf(file.entries, at);
  if (entry === undefined) {
    file.entries.push({ [marked('env')]: at.env, [marked('name')]: at.name, [marked(at.key)]: host });
    return { status: 'ok', change: 'entry_added', text: write(file.root, text) };
  }
  if (entry[marked(at.key)] === host) return { status: 'ok', change: 'unchanged', text };
  entry[marked(at.key)] = host;
  return { status: 'ok', change: 'updated', text: write(file.root, text) };
}

/** Written as the older eden wrote it, 4 spaces; the final newline is kept as it was found. */
function write(root: JsonObject, before: string): string {
  return unmarkKeys(JSON.stringify(root, null, 4)) + (/\n\s*$/.test(before) ? '\n' : '');
}

function unmarkKeys(text: string): string {
  return text.replace(STRING, (all, name: string, colon: string | undefined) =>
    colon ? `"${name.slice(1)}"${colon}` : all,
  );
}

/** Removes the endpoint's key, and the entry with it once only `env` and `name` are left. */
export function removeEndpoint(text: string, at: EndpointEntry): EditedFile {
  const file = readFile(text);
  if (file.status === 'invalid') return file;
  const entry = entryOf(file.entries, at);
  if (entry === undefined || !Object.hasOwn(entry, marked(at.key))) return { status: 'ok', change: 'absent', text };
  delete entry[marked(at.key)];
  const isBare = Object.keys(entry).every((key) => key === marked('env') || key === marked('name'));
  if (isBare) file.entries.splice(file.entries.indexOf(entry), 1);
  return { status: 'ok', change: isBare ? 'entry_removed' : 'key_removed', text: write(file.root, text) };
}

function marked(name: string): string {
  return `_${name}`;
}
