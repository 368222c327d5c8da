import { join, resolve } from 'node:path';
import { askPython as ask } from '../python/ask-python.ts';

const HERE = import.meta.dirname;

/** The independent judges of `requirements.in`. */
const VENV = {
  folder: resolve(HERE, '../../.local/search-tools'),
  requirements: join(HERE, 'requirements.txt'),
  purpose: 'Curator and botocore',
};

/** Runs a script of this folder: JSON in, JSON out. */
export function askPython(script: string, input: unknown): Promise<unknown> {
  return ask(VENV, join(HERE, script), input);
}
