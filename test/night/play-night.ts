import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CreateStreamCommand, DeleteStreamCommand } from '@aws-sdk/client-kinesis';
import type { FindReport } from '../../cli/baikonur/find/report.ts';
import type { StageStatus } from '../../cli/baikonur/status/stage-status.ts';
import { createLocalClients, type LocalClients } from '../../local/stack/aws-clients.ts';
import type { PrivateProject } from '../first-minutes/private-project.ts';
import { eventually } from '../integration/eventually.ts';
import { badLogs, FIX, goodLogs, WANTED } from './logs.ts';

/** A command of the night, and what it printed. */
export interface Scene {
  /** As in the page's marks. */
  readonly name: string;
  /** Below `$`, as a person types it. */
  readonly command: string;
  readonly output: string;
  readonly code: number | null;
}

/** A whole night. */
export interface Night {
  readonly scenes: readonly Scene[];
  /** From the moment at which the logs had been sent until `status` named both shards. */
  readonly heldAfterMs: number;
  /** The document of `find --json` for the log that the page looks for. */
  readonly found: FindReport;
}

const STREAM = 'baikonur-local-subscriber';
const SHARDS = 2;
/** Functions that read the router's stream: each rejects a bad log. */
const READERS = 3;
/** A function that waits for a destination has a try at least so often. */
const LIMIT_MS = 180_000;

/**
 * Plays the night of docs/at-3-am.md: a stream is deleted, logs come, a producer writes wrong times; then all of it is
 * found, fixed and put back. @param project with its local AWS up
 */
export async function playNight(project: PrivateProject): Promise<Night> {
  const clients = createLocalClients(JSON.parse((await runIn(project, 'local/main.ts', 'status', '--json')).printed));
  try {
    return await play(project, clients);
  } finally {
    clients.close();
  }
}

async function play(project: PrivateProject, { kinesis }: LocalClients): Promise<Night> {
  const scenes: Scene[] = [];
  const show = async (name: string, command: string): Promise<Scene> => {
    const { printed, code, output } = await baikonur(project, command.split(' ').slice(1));
    if (printed === '') throw new Error(`${command}: ${output}`);
    const scene = { name, command, output: printed.trimEnd(), code };
    scenes.push(scene);
    return scene;
  };
  const send = (lines: readonly string[]) => sendLogs(project, lines);

  await kinesis.send(new DeleteStreamCommand({ StreamName: STREAM }));
  await send(goodLogs(Date.now()));
  const sentAtMs = Date.now();
  await eventually(async () => ((await status(project)).held.length === SHARDS ? true : undefined), LIMIT_MS);
  const heldAfterMs = Date.now() - sentAtMs;
  await show('held', './baikonur status --stage local');

  await kinesis.send(new CreateStreamCommand({ StreamName: STREAM, ShardCount: SHARDS }));
  await eventually(async () => ((await status(project)).held.length === 0 ? true : undefined), LIMIT_MS);
  await send(badLogs(Date.now()));
  await eventually(async () => {
    const { letters: groups } = await status(project);
    return groups.length === READERS ? true : undefined;
  }, LIMIT_MS);
  await show('groups', './baikonur letters --stage local --since 1h');
  await show('explain', './baikonur letters explain --stage local --since 1h');
  await writeFile(join(project.folder, 'fix.mjs'), FIX);
  await show('plan', './baikonur redrive --stage local --reason bad_time --edit fix.mjs');
  await show('redrive', './baikonur redrive --stage local --reason bad_time --edit fix.mjs --run --yes --name INC-123');

  const foundOf = async (): Promise<FindReport> =>
    JSON.parse((await baikonur(project, ['find', WANTED, '--stage', 'local', '--in-flight', '--json'])).printed);
  const found = await eventually(async () => {
    const report = await foundOf();
    return report.places.some(({ kind }) => kind === 'archive') ? report : undefined;
  }, LIMIT_MS);
  await show('find', `./baikonur find ${WANTED} --stage local --in-flight`);
  await show('audit', './baikonur audit --stage local --since 1h');
  await show('well', './baikonur status --stage local');
  return { scenes, heldAfterMs, found };
}

async function status(project: PrivateProject): Promise<StageStatus> {
  return JSON.parse((await baikonur(project, ['status', '--stage', 'local', '--json'])).printed);
}

async function sendLogs(project: PrivateProject, lines: readonly string[]): Promise<void> {
  await writeFile(join(project.folder, 'night.ndjson'), lines.map((line) => `${line}\n`).join(''));
  const { code, output } = await baikonur(project, ['send', 'night.ndjson', '--stage', 'local']);
  if (code !== 0) throw new Error(output);
}

function baikonur(project: PrivateProject, args: readonly string[]) {
  return runIn(project, 'cli/bin/baikonur.js', ...args);
}

async function runIn(project: PrivateProject, ...args: readonly string[]) {
  return project.run(args);
}
