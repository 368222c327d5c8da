import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { errorText } from '../../shared/errors/error-text.ts';
import { UsageError } from '../usage-error.ts';
import { peerFileSchema } from './protocol.ts';

/** A program that is compared with one of the works. */
export interface Peer extends z.infer<typeof peerFileSchema> {
  readonly folder: string;
}

/**
 * The peers of a folder: its folders that have a `peer.json`, by name.
 * @throws {UsageError} with everything that is wrong with them.
 */
export function readPeers(directory: string): readonly Peer[] {
  const folders = foldersIn(directory);
  const read = folders.map((folder) => readPeer(resolve(directory, folder)));
  const problems = read.flatMap((one) => (typeof one === 'string' ? [one] : []));
  const peers = read.filter((one) => typeof one === 'object');
  const names = peers.map(({ name }) => name);
  const twice = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  problems.push(...[...twice].map((name) => `two peers are named ${name}`));
  if (read.every((one) => one === undefined)) problems.push('no folder with a peer.json in it');
  if (problems.length > 0) throw new UsageError(problems.map((one) => `--peers ${directory}: ${one}`).join('\n'));
  return peers;
}

function foldersIn(directory: string): readonly string[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    throw new UsageError(`--peers ${directory}: ${errorText(error)}`);
  }
}

/** The peer of a folder; a text: what is wrong with it; `undefined`: it has no `peer.json`. */
function readPeer(folder: string): Peer | string | undefined {
  const file = join(folder, 'peer.json');
  if (!existsSync(file)) return undefined;
  try {
    return { ...peerFileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))), folder };
  } catch (error) {
    const detail = error instanceof z.ZodError ? z.prettifyError(error).split('\n').join(' ') : String(error);
    return `${file}: ${detail}`;
  }
}
