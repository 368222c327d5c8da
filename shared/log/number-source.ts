const SPACE = 0x20;
const COMMA = 0x2c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const CLOSE_ARRAY = 0x5d;
const CLOSE_OBJECT = 0x7d;

/**
 * The source text of a number in a JSON object, for the rare case that a double cannot hold its digits
 * (`12345678901234567890`). Values are found as the field reader finds them: the name as a key of the root, or else
 * as a path; of duplicate keys the last.
 * @param json valid JSON whose root is an object.
 * @returns `undefined` where the name leads to no number.
 */
export function numberSource(json: Buffer, name: string): string | undefined {
  const text = json.toString();
  const root = skipSpace(text, 0);
  let at = findMember(text, root, name);
  if (at === -1) at = findPath(text, root, name.split('.'));
  return at === -1 || !isNumberStart(text.charCodeAt(at)) ? undefined : text.slice(at, endOfScalar(text, at));
}

function isNumberStart(code: number): boolean {
  return code === MINUS || (code >= ZERO && code <= NINE);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at++;
  return at;
}

/** Where the value of the object's last member of that name begins; -1 where there is none. */
function findMember(text: string, object: number, name: string): number {
  let found = -1;
  let at = skipSpace(text, object + 1);
  while (text[at] === '"') {
    const keyEnd = endOfString(text, at);
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1);
    if (JSON.parse(text.slice(at, keyEnd)) === name) found = value;
    at = skipSpace(text, endOfValue(text, value));
    if (text[at] === ',') at = skipSpace(text, at + 1);
  }
  return found;
}

/** @param from the opening quote; the answer is the place behind the closing one. */
function endOfString(text: string, from: number): number {
  let at = from + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOfValue(text: string, from: number): number {
  if (text[from] === '"') return endOfString(text, from);
  if (text[from] !== '{' && text[from] !== '[') return endOfScalar(text, from);
  let depth = 0;
  for (let at = from; ; ) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else {
      at++;
      if (char === '{' || char === '[') depth++;
      if ((char === '}' || char === ']') && --depth === 0) return at;
    }
  }
}

function endOfScalar(text: string, from: number): number {
  let at = from;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code <= SPACE || code === COMMA || code === CLOSE_OBJECT || code === CLOSE_ARRAY) break;
  }
  return at;
}

function findPath(text: string, root: number, path: readonly string[]): number {
  return path.reduce((at, key) => (text[at] === '{' ? findMember(text, at, key) : -1), root);
}
