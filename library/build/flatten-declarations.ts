import { type DeclarationFile, type Reference, readDeclarationFile } from './declaration-file.ts';
import { type Statement, wordsOf } from './read-statements.ts';

interface Found {
  readonly file: DeclarationFile;
  readonly statement: Statement;
  /** In the flat file: another one where two files declare the same name. */
  readonly name: string;
}

/**
 * One declaration file with all that an entry file exports and what that refers to, and nothing else. Imports of packages
 * stay.
 * @param entry path of the entry's declaration file, as tsc wrote it.
 */
export function flattenDeclarations(entry: string): string {
  const read = createReader();
  const found = new Map<string, Found>();
  const packages = new Map<string, Set<string>>();
  const taken = new Set<string>();

  /** @returns the name in the flat file. */
  const take = (reference: Reference): string => {
    if (reference.isPackage) {
      packages.set(reference.from, (packages.get(reference.from) ?? new Set()).add(reference.name));
      return reference.name;
    }
    const file = read(reference.from);
    const statement = file.declared.get(reference.name);
    if (statement === undefined) return take(elsewhere(file, reference.name));
    const key = `${file.path}#${reference.name}`;
    const known = found.get(key);
    if (known !== undefined) return known.name;
    const name = freeName(reference.name, taken);
    found.set(key, { file, statement, name });
    for (const word of wordsOf(statement.code)) {
      const other = word === reference.name ? undefined : inScope(file, word);
      if (other !== undefined) take(other);
    }
    return name;
  };
  const exported = [...read(entry).exported].map(([alias, reference]) => exportOf(take(reference), alias));
  const nameOf = (file: DeclarationFile, word: string): string => {
    const reference = inScope(file, word);
    return reference === undefined ? word : take(reference);
  };
  const declarations = [...found.values()].map((one) => render(one, nameOf));
  // What public types refer to has a name for the user, too: TS4023 else, in a project that writes declarations.
  const referred = [...found.values()].filter(({ statement }) => /^(?:export )?interface /.test(statement.code));
  const names = new Set([...exported, ...referred.map(({ name }) => name)]);
  const imports = [...packages].map(([from, used]) => `import type { ${[...used].sort().join(', ')} } from '${from}';`);
  return `${[...imports, ...declarations, `export { ${[...names].join(', ')} };`].map((text) => withOwnLinks(text, taken)).join('\n\n')}\n`;
}

/** A link to what another entry point declares leads to nothing here. */
function withOwnLinks(text: string, declared: ReadonlySet<string>): string {
  return text.replace(/\{@link ([\w$]+)\}/g, (link, name: string) => (declared.has(name) ? link : `\`${name}\``));
}

function createReader(): (path: string) => DeclarationFile {
  const files = new Map<string, DeclarationFile>();
  return (path) => {
    const file = files.get(path) ?? readDeclarationFile(path);
    files.set(path, file);
    return file;
  };
}

function elsewhere(file: DeclarationFile, name: string): Reference {
  const reference = file.exported.get(name) ?? file.imported.get(name);
  if (reference === undefined || (reference.from === file.path && reference.name === name)) {
    throw new Error(`${file.path}: ${name} is not declared`);
  }
  return reference;
}

function inScope(file: DeclarationFile, word: string): Reference | undefined {
  return file.declared.has(word) ? { from: file.path, name: word, isPackage: false } : file.imported.get(word);
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let number = 2; taken.has(free); number++) free = `${name}${number}`;
  taken.add(free);
  return free;
}

function exportOf(name: string, alias: string): string {
  return name === alias ? name : `${name} as ${alias}`;
}

/** The declaration, not exported by itself, with the names of the flat file. Comments and texts stay. */
function render({ file, statement, name }: Found, nameOf: (file: DeclarationFile, word: string) => string): string {
  const own = /(?:interface|class|type|const|let|function|enum) ([\w$]+)/.exec(statement.code)?.[1];
  const parts = statement.text.split(/(\/\*[\s\S]*?\*\/|'(?:[^'\\\n]|\\.)*')/g);
  return parts
    .map((part, index) => {
      if (index % 2 === 1) return part;
      return part.replace(/(?<![.\w$])[A-Za-z_$][\w$]*(?!\??:)/g, (word) => (word === own ? name : nameOf(file, word)));
    })
    .join('')
    .replace(/^((?:\/\*[\s\S]*?\*\/\s*)*)export /, '$1');
}
