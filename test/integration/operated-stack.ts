import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CopyObjectCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { type CommandResult, runCommand } from '../../cli/baikonur/testing/run-command.ts';
import type { DestinationContents } from '../../local/ledger/destination-contents.ts';
import { readContents } from '../../local/ledger/read-contents.ts';
import { type Stage, stageOf } from '../../local/ledger/stage.ts';
import type { LocalClients } from '../../local/stack/aws-clients.ts';
import { type Connection, connectionEnv } from '../../local/stack/connection.ts';
import { NODE_DIRECTORY, ROOT } from '../../local/stack/paths.ts';
import { sendRecords } from '../../local/start/send.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { eventually } from './eventually.ts';

const run = promisify(execFile);

/** A deployed stage, as a person works on it with `baikonur`. */
export interface OperatedStack {
  readonly topology: Topology;
  readonly stage: Stage;
  /** Runs a command in this process. */
  readonly baikonur: (...args: readonly string[]) => Promise<CommandResult>;
  /** The document of a command with `--json`, and its exit code. */
  readonly document: (...args: readonly string[]) => Promise<Readonly<Record<string, unknown>>>;
  /** Runs a command in a process of its own; it may end with 1. */
  readonly process: (...args: readonly string[]) => Promise<Readonly<Record<string, unknown>>>;
  /** Puts texts on a stream, by its short name. */
  readonly put: (stream: string, texts: readonly string[]) => Promise<void>;
  /** All that the destinations contain. */
  readonly contents: () => Promise<DestinationContents>;
  /** Waits until a function, by its id, has so many dead letters of a type. */
  readonly untilRejected: (id: string, logType: string, count: number) => Promise<void>;
  /** Moves the objects that a run redrove back to where they were. */
  readonly restore: (run: string) => Promise<number>;
}

/** @param root the folder of the `config/` that was deployed */
export function operateStack(connection: Connection, clients: LocalClients, root: string = ROOT): OperatedStack {
  const topology = loadTopology(MANIFESTS, 'local', root);
  const stage = stageOf(topology);
  const env = connectionEnv(connection);
  const baikonur: OperatedStack['baikonur'] = async (...args) => {
    const cwd = jest.spyOn(process, 'cwd').mockReturnValue(root);
    try {
      return await runCommand([...args, '--stage', 'local'], { env, now: Date.now });
    } finally {
      cwd.mockRestore();
    }
  };
  return {
    topology,
    stage,
    baikonur,
    document: async (...args) => {
      const { code, out, err } = await baikonur(...args, '--json');
      if (out === '') throw new Error(err);
      return { code, ...JSON.parse(out) };
    },
    process: async (...args) => {
      const command = [join(ROOT, 'cli/bin/baikonur.js'), ...args, '--stage', 'local', '--json'];
      const options = { cwd: root, env: { PATH: process.env['PATH'], ...env } };
      const { stdout } = await run(join(NODE_DIRECTORY, 'node'), command, options).catch(endedWithOne);
      return JSON.parse(stdout);
    },
    put: async (stream, texts) => {
      const name = topology.streams.find(({ key }) => key === stream)?.name ?? '';
      const records = texts.map((text, index) => ({ data: Buffer.from(text), partitionKey: `k-${index}` }));
      await sendRecords(clients.kinesis, name, records, () => undefined);
    },
    contents: () => readContents(clients, stage, { sinceMs: 0, objects: new Set() }),
    untilRejected: async (id, logType, count) => {
      await eventually(async () => {
        const { out } = await baikonur('letters', '--json', '--function', id, '--type', logType);
        const groups: readonly { readonly count: number }[] = JSON.parse(out);
        return groups.reduce((sum, group) => sum + group.count, 0) === count || undefined;
      }, 60_000);
    },
    restore: (id) => restore(clients, stage.deadLetterBucket, `${topology.settings.deadLetters.prefix}`, id),
  };
}

/** Exit code 1 says that something is left. */
function endedWithOne(error: unknown): { readonly stdout: string } {
  const { code, stdout } = error as { readonly code?: unknown; readonly stdout?: string }; // of execFile
  if (code === 1 && stdout !== undefined && stdout !== '') return { stdout };
  throw error;
}

async function restore({ s3 }: LocalClients, bucket: string, prefix: string, id: string): Promise<number> {
  const folder = `${prefix}/_redriven/${id}/`;
  let count = 0;
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: folder })) {
    for (const { Key = '' } of page.Contents ?? []) {
      if (!Key.endsWith('.gz')) continue;
      const source = `${bucket}/${Key.split('/').map(encodeURIComponent).join('/')}`;
      const key = `${prefix}/${Key.slice(folder.length)}`;
      await s3.send(new CopyObjectCommand({ Bucket: bucket, Key: key, CopySource: source }));
      count++;
    }
  }
  return count;
}
