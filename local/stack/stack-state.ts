import { mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LocalEden } from '../eden/prepare-eden.ts';
import type { Connection } from './connection.ts';

/** The record about a local AWS that is up. */
export interface StackState {
  readonly connection: Connection;
  /** Absent when an endpoint that was there already is used. */
  readonly ministackPid?: number;
  /** Process of the event sources. */
  readonly runnerPid: number;
  /** Whether the services were deployed to the end. */
  readonly deployed?: boolean;
  /** The search engine, where one was asked for. */
  readonly search?: { readonly pid: number; readonly url: string };
  /** The Fluent receiver and the file of what it receives, where one was asked for. */
  readonly fluent?: { readonly pid: number; readonly endpoint: string; readonly file: string };
  /** eden's API, where `config/` has it. */
  readonly eden?: LocalEden;
  /** Folder of the `config/` that is deployed, where it is not the project's. */
  readonly configRoot?: string;
  /** Temporary folder with logs and the runner's status; removed by `down`. */
  readonly directory: string;
  /** Build folders that deploying made; removed by `down`. */
  readonly buildFolders: readonly string[];
}

/** The record that is written before anything is started: enough to remove what a killed command left. */
export interface StartingStack extends Pick<StackState, 'directory' | 'buildFolders'> {
  /** The process that starts it. */
  readonly startedBy: { readonly pid: number; readonly startTime: string };
}

/** The runner's status file, and what it prints. */
export function runnerFiles(directory: string) {
  return {
    status: join(directory, 'event-sources.json'),
    log: join(directory, 'event-sources.log'),
  };
}

/** Records what is up. */
export async function saveStack(stateDirectory: string, state: StackState | StartingStack): Promise<void> {
  await mkdir(stateDirectory, { recursive: true });
  const file = fileIn(stateDirectory);
  await writeFile(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

function fileIn(stateDirectory: string): string {
  return join(stateDirectory, 'stack.json');
}

/** The stack that is recorded as started, or `undefined`. */
export async function loadStack(stateDirectory: string): Promise<StackState | undefined> {
  const state = await loadRecord(stateDirectory);
  return state !== undefined && 'connection' in state ? state : undefined;
}

/** The record of a stack that is up or was being started. */
export async function loadRecord(stateDirectory: string): Promise<StackState | StartingStack | undefined> {
  const text = await readFile(fileIn(stateDirectory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** Removes the record, and the folder above when nothing else is in it. */
export async function forgetStack(stateDirectory: string): Promise<void> {
  await rm(stateDirectory, { recursive: true, force: true });
  await rmdir(dirname(stateDirectory)).catch(() => undefined);
}
