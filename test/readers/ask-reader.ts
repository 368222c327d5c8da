import { join, resolve } from 'node:path';
import { askPython } from '../python/ask-python.ts';

const HERE = import.meta.dirname;

const VENV = {
  folder: resolve(HERE, '../../.local/readers'),
  requirements: join(HERE, 'requirements.txt'),
  purpose: 'DuckDB and aws-kinesis-agg',
};

/** Runs a script of this folder, with the readers of `requirements.in`: JSON in, JSON out. */
export function askReader(script: string, input: unknown): Promise<unknown> {
  return askPython(VENV, join(HERE, script), input);
}
