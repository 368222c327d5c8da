/** Sections of a configuration file: section → key → value, `[DEFAULT]` already merged, values interpolated. */
type IniSections = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The sections of a file, or every line that is wrong. */
export type ParsedIni =
  | { readonly status: 'ok'; readonly sections: IniSections }
  | { readonly status: 'invalid'; readonly problems: readonly string[] };

/** One option: its lines are `first`..`last`, counted from 0. */
interface Option {
  readonly section: string;
  readonly key: string;
  readonly first: number;
  last: number;
  readonly lines: string[];
}

/** A file taken apart, as a reader and as a writer need it. */
interface Scan {
  readonly options: readonly Option[];
  /** section → the last of its lines that is not empty. */
  readonly sections: ReadonlyMap<string, number>;
  readonly problems: readonly string[];
}

const DEFAULT_SECTION = 'DEFAULT';
/** White space as Python knows it; JavaScript takes U+FEFF too, and neither U+0085 nor the separators from U+001C. */
const SPACE = '[\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const LEADING_SPACE = new RegExp(`^${SPACE}+`);
const TRAILING_SPACE = new RegExp(`${SPACE}+$`);
/** A line without its end; `.` would stop at U+2028. */
const OPTION = new RegExp(`^([^\\n]*?)${SPACE}*[=:]${SPACE}*([^\\n]*)$`);
/** The ends of a line, as a file is read. */
const LINE_END = /\r\n|\r|\n/;
const MAX_INTERPOLATION_DEPTH = 10;

/** Reads a configuration file as Python's configparser does, `%(key)s` interpolation and `[DEFAULT]` included. */
export function parseIni(text: string): ParsedIni {
  const scan = scanIni(text);
  const problems = [...scan.problems];
  const raw = (name: string): Record<string, string> =>
    Object.fromEntries(
      scan.options
        .filter(({ section }) => section === name)
        .map(({ key, lines }) => [key, lines.join('\n').replace(TRAILING_SPACE, '')]),
    );
  const defaults = raw(DEFAULT_SECTION);
  const sections = new Map<string, Readonly<Record<string, string>>>();
  for (const name of scan.sections.keys()) {
    if (name === DEFAULT_SECTION) continue;
    const own = { ...defaults, ...raw(name) };
    const values: [string, string][] = [];
    for (const [key, value] of Object.entries(own)) {
      const read = interpolate(value, own, 1);
      if (typeof read === 'string') values.push([key, read]);
      else problems.push(`[${name}] ${key}: ${read.problem}`);
    }
    sections.set(name, Object.fromEntries(values));
  }
  return problems.length > 0 ? { status: 'invalid', problems } : { status: 'ok', sections };
}

/**
 * Takes a file apart as Python's configparser does with its defaults: `#` and `;` start comments at the beginning of
 * a line only, `=` and `:` both divide, deeper lines continue a value, keys are lower-cased, repeats are errors.
 * @see https://docs.python.org/3/library/configparser.html#supported-ini-file-structure
 */
function scanIni(text: string): Scan {
  const options: Option[] = [];
  const sections = new Map<string, number>();
  const problems: string[] = [];
  let section: string | undefined;
  let current: Option | undefined;
  let indent = 0;
  let isHeadless = false;
  for (const [index, line] of text.split(LINE_END).entries()) {
    const value = strip(line);
    if (value.startsWith('#') || value.startsWith(';')) continue;
    if (value === '') {
      current?.lines.push('');
      continue;
    }
    const depth = line.length - line.replace(LEADING_SPACE, '').length;
    if (section !== undefined && current !== undefined && depth > indent) {
      current.lines.push(value);
      current.last = index;
      sections.set(section, index);
      continue;
    }
    indent = depth;
    const header = /^\[([^\n]+)\]/.exec(value)?.[1];
    if (header !== undefined) {
      if (sections.has(header) && header !== DEFAULT_SECTION)
        problems.push(`line ${index + 1}: section [${header}] is there twice`);
      section = header;
      current = undefined;
      sections.set(header, index);
      continue;
    }
    if (section === undefined) {
      const mark = value.startsWith('\uFEFF') ? ' (the file begins with a byte order mark: save it without one)' : '';
      // The lines after it follow from it.
      if (!isHeadless) problems.push(`line ${index + 1}: ${JSON.stringify(value)} is before any [section]${mark}`);
      isHeadless = true;
      continue;
    }
    sections.set(section, index);
    current = readOption(value, section, index) ?? current;
    if (current?.first !== index)
      problems.push(`line ${index + 1}: ${JSON.stringify(value)} is neither a [section] nor key = value`);
    else if (options.some((other) => other.section === section && other.key === current?.key)) {
      problems.push(`line ${index + 1}: ${current.key} is twice in [${section}]`);
    } else options.push(current);
  }
  return { options, sections, problems };
}

/** Python's `str.strip`. */
function strip(text: string): string {
  return text.replace(LEADING_SPACE, '').replace(TRAILING_SPACE, '');
}

function readOption(value: string, section: string, index: number): Option | undefined {
  const match = OPTION.exec(value);
  const key = match?.[1]?.replace(TRAILING_SPACE, '').toLowerCase();
  if (key === undefined || key === '') return undefined;
  return { section, key, first: index, last: index, lines: [strip(match?.[2] ?? '')] };
}

function interpolate(
  value: string,
  from: Readonly<Record<string, string>>,
  depth: number,
): string | { readonly problem: string } {
  if (depth > MAX_INTERPOLATION_DEPTH) return { problem: `%(…)s nested deeper than ${MAX_INTERPOLATION_DEPTH}` };
  let problem: string | undefined;
  const read = value.replace(/%(?:%|\(([^)]+)\)s|)/g, (token, name: string | undefined) => {
    if (token === '%%') return '%';
    if (name === undefined) {
      problem ??= `'%' must be followed by '%' or '(key)s' in ${JSON.stringify(value)}`;
      return '';
    }
    const found = Object.hasOwn(from, name.toLowerCase()) ? from[name.toLowerCase()] : undefined;
    const inner = found === undefined ? { problem: `%(${name})s names no key` } : interpolate(found, from, depth + 1);
    if (typeof inner === 'string') return inner;
    problem ??= inner.problem;
    return '';
  });
  return problem === undefined ? read : { problem };
}

/**
 * Sets one key and touches no line but that key's own: comments, order and the other keys' spelling stay. A missing
 * section is added at the end. `%` is written as `%%`, further lines of a value are indented.
 */
export function setIniKey(text: string, at: { readonly section: string; readonly key: string }, value: string): string {
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text === '' ? [] : text.split(LINE_END);
  const written = `${at.key} = ${value.replaceAll('%', '%%').split(LINE_END).join(`${newline}    `)}`;
  const { options, sections } = scanIni(text);
  const option = options.find(({ section, key }) => section === at.section && key === at.key.toLowerCase());
  const end = sections.get(at.section);
  if (option !== undefined) lines.splice(option.first, option.last - option.first + 1, written);
  else if (end !== undefined) lines.splice(end + 1, 0, written);
  else {
    while (lines.length > 0 && lines.at(-1)?.trim() === '') lines.pop();
    if (lines.length > 0) lines.push('');
    lines.push(`[${at.section}]`, written, '');
  }
  return lines.join(newline);
}
