import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Module, parseSync, type Span } from '@swc/core';

/** A file of the project; `module` is the parsed code of a TypeScript file. */
export interface SourceFile {
  /** Relative to the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly module?: Module;
}

/** One place that breaks a rule. */
export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly rule: 'size' | 'function' | 'order' | 'constant' | 'cast' | 'word';
  readonly message: string;
}

/** A node of the syntax tree, whatever its type. */
export interface SyntaxNode {
  readonly type: string;
  readonly span?: Span;
  readonly [key: string]: unknown;
}

export function readSourceFile(root: string, path: string): SourceFile {
  return parseSourceFile(path, readFileSync(join(root, path), 'utf8'));
}

export function parseSourceFile(path: string, text: string): SourceFile {
  if (!/\.tsx?$/.test(path)) return { path, text };
  return { path, text, module: parseSync(text, { syntax: 'typescript', tsx: path.endsWith('x'), target: 'es2024' }) };
}

/** First and last line of a span, counted from 1. The parser counts bytes from 1. */
export function linesOf(file: SourceFile, span: Span): { readonly first: number; readonly last: number } {
  const bytes = Buffer.from(file.text);
  const lineAt = (offset: number): number => bytes.subarray(0, offset).toString('latin1').split('\n').length;
  return { first: lineAt(span.start - 1), last: lineAt(span.end - 1) };
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** Calls `visit` for a node and everything in it; the parent is the nearest node around it. */
export function walk(node: unknown, visit: (node: SyntaxNode, parent?: SyntaxNode) => void, parent?: SyntaxNode): void {
  if (Array.isArray(node)) {
    for (const one of node) walk(one, visit, parent);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const here = isNode(node) ? node : undefined;
  if (here) visit(here, parent);
  for (const [key, value] of Object.entries(node)) if (key !== 'span') walk(value, visit, here ?? parent);
}
