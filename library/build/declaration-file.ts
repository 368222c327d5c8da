import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readStatements, type Statement } from './read-statements.ts';

/** A name in another module. */
export interface Reference {
  /** Path of a declaration file, or the name of a package. */
  readonly from: string;
  readonly name: string;
  readonly isPackage: boolean;
}

/** A declaration file taken apart. */
export interface DeclarationFile {
  readonly path: string;
  readonly declared: ReadonlyMap<string, Statement>;
  readonly imported: ReadonlyMap<string, Reference>;
  /** Names that importers see: declared here, or in another file. */
  readonly exported: ReadonlyMap<string, Reference>;
}

const NAMED = /^(import|export) (?:type )?\{([^}]*)\}(?: from '([^']+)')?;$/;
const DECLARED = /^(?:export )?(?:declare )?(?:abstract )?(?:interface|class|type|const|let|function|enum) ([\w$]+)/;

/** Reads the declaration file that tsc wrote. */
export function readDeclarationFile(path: string): DeclarationFile {
  const declared = new Map<string, Statement>();
  const imported = new Map<string, Reference>();
  const exported = new Map<string, Reference>();
  for (const statement of readStatements(readFileSync(path, 'utf8'))) {
    const [, kind, names = '', from] = NAMED.exec(statement.code.replace(/\s+/g, ' ')) ?? [];
    if (kind === undefined) {
      const name = DECLARED.exec(statement.code)?.[1];
      if (name === undefined) throw new Error(`${path}: no known statement: ${statement.code.slice(0, 200)}`);
      declared.set(name, statement);
      if (statement.code.startsWith('export ')) exported.set(name, { from: path, name, isPackage: false });
      continue;
    }
    for (const [name, alias] of namesOf(names)) {
      const reference = { ...moduleOf(path, from), name };
      (kind === 'import' ? imported : exported).set(alias, reference);
    }
  }
  return { path, declared, imported, exported };
}

/** `type A, B as C` → A as A, B as C. */
function namesOf(list: string): readonly (readonly [name: string, alias: string])[] {
  return list
    .split(',')
    .map((one) => one.trim().replace(/^type /, ''))
    .filter((one) => one !== '')
    .map((one) => {
      const [name = '', alias = name] = one.split(' as ');
      return [name, alias] as const;
    });
}

function moduleOf(path: string, from: string | undefined): Omit<Reference, 'name'> {
  if (from === undefined) return { from: path, isPackage: false };
  if (!from.startsWith('.')) return { from, isPackage: true };
  return { from: join(dirname(path), from.replace(/\.ts$/, '.d.ts')), isPackage: false };
}
