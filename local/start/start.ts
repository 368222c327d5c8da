import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { bringUp, down, type Shell, type UpChoices } from '../commands.ts';
import { tellArrivals } from '../fluent-receivers/tell-arrivals.ts';
import { type LedgerView, printLedger, viewLedger } from '../ledger/ledger.ts';
import { type Baseline, readContents, takeBaseline } from '../ledger/read-contents.ts';
import { readTotals } from '../ledger/read-totals.ts';
import { type Stage, stageOf } from '../ledger/stage.ts';
import { badRecords } from '../samples/bad-samples.ts';
import { checkReasons } from '../samples/check-samples.ts';
import { type FileLine, fitsRecord, lineRecord, splitLines } from '../samples/file-lines.ts';
import { goodEvents, goodRecords } from '../samples/good-samples.ts';
import { countEntries, type ToSend } from '../samples/to-send.ts';
import { listDocuments } from '../search/list-documents.ts';
import { createLocalClients, type LocalClients } from '../stack/aws-clients.ts';
import { exportLines } from '../stack/connection.ts';
import { LocalStackError } from '../stack/local-stack-error.ts';
import { ROOT, START_LOCK, STATE_DIRECTORY } from '../stack/paths.ts';
import { runnerFiles, type StackState } from '../stack/stack-state.ts';
import { takeProcessLock } from '../stack/take-lock.ts';
import { findStack } from '../stack/up.ts';
import { followToRest } from './follow.ts';
import { judgeLines } from './judge-lines.ts';
import { type FileReport, matchLines } from './match-lines.ts';
import { sendEvents, sendRecords } from './send.ts';

/** What `npm start` was asked for. */
export interface StartOptions extends UpChoices {
  readonly file?: string;
  readonly exit?: boolean;
  readonly json?: boolean;
}

/** One run: what is sent, and how what is found is judged. */
interface Run {
  readonly toSend: ToSend;
  readonly judge: (contents: Awaited<ReturnType<typeof readContents>>) => {
    readonly problems: readonly string[];
    readonly file?: FileReport;
  };
}

const GRACE_MS = 5_000;

interface Session {
  readonly shell: Shell;
  readonly clients: LocalClients;
  readonly stage: Stage;
  readonly baseline: Baseline;
  readonly state: StackState;
}

const FOLLOW_MS = 2_000;

/**
 * `npm start`: brings the local AWS up, deploys, sends samples or a file, follows them to their destinations and
 * prints the ledger. What was not up before is down afterwards. Of two at once the later one ends at once: their logs
 * would be in each other's ledgers.
 * @param interrupted Ctrl-C: what the run ends with, unless `exit` is given
 * @returns 0 when every log is accounted for, else 1
 */
export async function start(shell: Shell, options: StartOptions, interrupted: AbortSignal): Promise<number> {
  loadTopology(MANIFESTS, 'local', ROOT);
  if (options.file !== undefined) await readLines(options.file);
  const lock = await takeProcessLock(START_LOCK);
  if (lock.status === 'taken') {
    shell.tell(`another npm start (pid ${lock.pid}) is at work in ${ROOT}: end it, or wait until it has ended`);
    return 1;
  }
  try {
    return await runAlone(shell, options, interrupted);
  } finally {
    await lock.release();
  }
}

async function readLines(file: string): Promise<FileLine[]> {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new LocalStackError(`${file} cannot be read: ${error.message}`);
  });
  return splitLines(bytes);
}

async function runAlone(shell: Shell, options: StartOptions, interrupted: AbortSignal): Promise<number> {
  const wasUp = (await findStack(STATE_DIRECTORY)) !== undefined;
  try {
    return await runOnce(shell, options, interrupted);
  } finally {
    if (!wasUp) await down(shell);
  }
}

async function runOnce(shell: Shell, options: StartOptions, interrupted: AbortSignal): Promise<number> {
  const state = await bringUp(shell, options);
  const topology = loadTopology(MANIFESTS, 'local', state.configRoot ?? ROOT);
  const stage = stageOf(topology);
  const clients = createLocalClients(state.connection);
  try {
    const nowMs = Date.now();
    const session = { shell, clients, stage, state, baseline: await takeBaseline(clients, stage, nowMs) };
    const { file } = options;
    const run = file === undefined ? await sampleRun(stage, nowMs) : await fileRun(file, topology, nowMs);
    await send(session, run.toSend, nowMs);
    const view = await settle(session, run, interrupted);
    shell.print(options.json ? JSON.stringify(view, null, 2) : printLedger(view));
    if (state.search !== undefined && !options.json) {
      const indices = await listDocuments(state.search.url);
      shell.print(`OpenSearch, ${state.search.url}`);
      for (const { index, documents } of indices) shell.print(`  ${index}  ${documents} documents`);
    }
    if (state.fluent !== undefined && !options.json) {
      const { lines, count } = await tellArrivals(state.fluent.file, 0);
      shell.print([`Fluent receiver, ${state.fluent.endpoint}: ${count} messages`, ...lines].join('\n'));
    }
    if (!options.exit) {
      shell.print(options.json ? '' : exportLines(state.connection));
      shell.tell('the local AWS stays up and is followed; Ctrl-C ends both');
      await keepFollowing(session, interrupted);
    }
    return view.balanced ? 0 : 1;
  } finally {
    clients.close();
  }
}

async function sampleRun(stage: Stage, nowMs: number): Promise<Run> {
  const records = [...(await goodRecords(nowMs)), ...badRecords(nowMs)];
  const toSend = { records, events: stage.logGroups.length > 0 ? goodEvents(nowMs) : [] };
  return { toSend, judge: ({ deadLetters }) => ({ problems: checkReasons(toSend, deadLetters, stage) }) };
}

async function fileRun(file: string, topology: Topology, nowMs: number): Promise<Run> {
  const lines = await readLines(file);
  const unsent = lines.filter((line) => !fitsRecord(line));
  const sink = topology.functions.find(({ service }) => service === 's3-sink');
  const judged = judgeLines(lines.filter(fitsRecord), sink?.environment ?? {}, nowMs);
  const records = judged.map(({ line, entries }) => ({
    ...lineRecord(line),
    entries: entries.map(() => ({ status: 'valid' as const })),
  }));
  return {
    toSend: { records, events: [] },
    judge: ({ archive, deadLetters }) => {
      const report = matchLines(judged, unsent, archive, deadLetters);
      const problems = report.lost.map((line) => `line ${line} is a valid log, and is not in its folder on S3`);
      return { problems, file: report };
    },
  };
}

async function send({ shell, clients, stage }: Session, { records, events }: ToSend, nowMs: number): Promise<void> {
  shell.tell(`sending ${records.length} records to ${stage.routerStream}`);
  let toldAt = 0;
  await sendRecords(clients.kinesis, stage.routerStream, records, (sent) => {
    if (sent - toldAt < 5_000 && sent < records.length) return;
    toldAt = sent;
    shell.tell(`${sent} of ${records.length} records sent`);
  });
  const [logGroup] = stage.logGroups;
  if (logGroup === undefined || events.length === 0) return;
  shell.tell(`writing log events to ${logGroup}, whose subscription filter leads to the same stream`);
  await sendEvents(clients.logs, logGroup, events, nowMs);
}

/** Reads the ledger until every log is accounted for; a log line may arrive a moment after the last answer. */
async function settle(session: Session, run: Run, interrupted: AbortSignal): Promise<LedgerView> {
  session.shell.tell('waiting until everything has come to rest');
  const atRest = await followToRest(runnerFiles(session.state.directory).status, session.shell.tell, interrupted);
  let view = await audit(session, run);
  for (const end = Date.now() + GRACE_MS; !view.balanced && Date.now() < end; view = await audit(session, run)) {
    await sleep(500);
  }
  if (atRest) return view;
  return { ...view, balanced: false, problems: [...view.problems, 'something is still moving after the time limit'] };
}

async function audit({ clients, stage, baseline }: Session, run: Run): Promise<LedgerView> {
  const names = stage.functions.map(({ name }) => name);
  const totals = await readTotals(clients, names, baseline.sinceMs);
  const contents = await readContents(clients, stage, baseline);
  const { problems, file } = run.judge(contents);
  return viewLedger({ stage, sent: countEntries(run.toSend), totals, contents }, problems, file);
}

/** Tells what each function did since, whenever that changes, until Ctrl-C. */
async function keepFollowing(session: Session, interrupted: AbortSignal): Promise<void> {
  const { shell, clients, stage, baseline, state } = session;
  const names = stage.functions.map(({ name }) => name);
  let last: string | undefined;
  let arrived = Number.POSITIVE_INFINITY;
  while (!interrupted.aborted) {
    const totals = await readTotals(clients, names, baseline.sinceMs);
    const lines = Object.entries(totals).map(
      ([name, { received, delivered, filtered, rejected, retryable }]) =>
        `${name}: ${received} received, ${delivered} delivered, ${filtered} filtered, ${rejected} rejected, ${retryable} retryable`,
    );
    if (last !== undefined && last !== lines.join()) for (const line of lines) shell.tell(line);
    last = lines.join();
    if (state.fluent !== undefined) {
      const news = await tellArrivals(state.fluent.file, arrived);
      for (const line of news.lines) shell.tell(line);
      arrived = news.count;
    }
    await sleep(FOLLOW_MS, undefined, { signal: interrupted }).catch(() => undefined);
  }
}
