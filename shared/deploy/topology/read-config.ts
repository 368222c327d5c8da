import { isUtf8 } from 'node:buffer';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ServiceManifest } from '../manifest.ts';
import { parseTopology } from './parse-topology.ts';
import { type Problem, TopologyError } from './problem.ts';
import { type ConfigTexts, FILES } from './sections.ts';
import type { Topology } from './topology.ts';

const FOLDERS = ['config', 'config/stages'];
const NEWLINE = 0x0a;
/** A file with the other ending is a problem that is reported, and so marks a root as well. */
const ROOT_MARKS = [FILES.service, FILES.service.replace(/yml$/, 'yaml')];

/**
 * Reads the configuration of a stage from the project around the working folder, or from `root`.
 * @throws {TopologyError} that lists every problem with file and line.
 */
export function loadTopology(services: readonly ServiceManifest[], stage: string, root?: string): Topology {
  const parsed = parseTopology(services, readConfigTexts(root), stage);
  if (parsed.status === 'invalid') throw new TopologyError(parsed.problems);
  return parsed.topology;
}

/**
 * The YAML files of `config/` below a project's root, by their path.
 * @throws {TopologyError} that lists every file that cannot be read, or is not UTF-8.
 */
export function readConfigTexts(root: string = findRoot(process.cwd())): ConfigTexts {
  const files = FOLDERS.flatMap((folder) => namesIn(join(root, folder)).map((name) => `${folder}/${name}`));
  const read = files.filter((file) => /\.ya?ml$/.test(file)).map((file) => readText(root, file));
  const problems = read.flatMap((one) => ('message' in one ? [one] : []));
  if (problems.length > 0) throw new TopologyError(problems);
  return Object.fromEntries(read.flatMap((one) => ('text' in one ? [[one.file, one.text]] : [])));
}

function namesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function readText(root: string, file: string): Problem | { readonly file: string; readonly text: string } {
  try {
    const bytes = readFileSync(join(root, file));
    const encoding = foreignEncoding(bytes);
    return encoding === undefined
      ? { file, text: bytes.toString() }
      : { file, line: encoding.line, message: `expected text in UTF-8, got ${encoding.got}` };
  } catch (error) {
    // What reading throws are system errors.
    const { code, message } = error as NodeJS.ErrnoException;
    return { file, line: 1, message: READ_ERRORS[code ?? ''] ?? message };
  }
}

const READ_ERRORS: Readonly<Record<string, string>> = {
  EISDIR: 'expected a file, got a folder',
  EACCES: 'the file may not be read',
  EPERM: 'the file may not be read',
  ENOENT: 'a link that leads to no file',
  ELOOP: 'a link that leads to itself',
};

function foreignEncoding(bytes: Buffer): { readonly line: number; readonly got: string } | undefined {
  const [first = 0, second = 0] = bytes;
  if (bytes.length > 1 && ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))) {
    return { line: 1, got: 'UTF-16' };
  }
  if (bytes.includes(0)) return { line: lineAt(bytes, bytes.indexOf(0)), got: 'a zero byte (UTF-16, or no text)' };
  if (isUtf8(bytes)) return undefined;
  let begin = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, begin)) {
    if (!isUtf8(bytes.subarray(begin, end))) break;
    begin = end + 1;
  }
  return { line: lineAt(bytes, begin), got: 'other bytes (Shift_JIS?)' };
}

function lineAt(bytes: Buffer, offset: number): number {
  return bytes.subarray(0, offset).reduce((lines, byte) => (byte === NEWLINE ? lines + 1 : lines), 1);
}

/**
 * Finds the project's root: the nearest folder upwards that holds `config/service.yml`.
 * @throws Error where there is none.
 */
export function findRoot(from: string): string {
  if (ROOT_MARKS.some((file) => existsSync(join(from, file)))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error(`no ${FILES.service} in ${process.cwd()} or above`);
  return findRoot(parent);
}
