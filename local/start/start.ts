import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { loadTopology } from '../../shared/topology/read-config.ts';
import type { Topology } from '../../shared/topology/topology.ts';
import { bringUp, type Shell } from '../commands.ts';
import { type LedgerView, printLedger, viewLedger } from '../ledger/ledger.ts';
import { type Place, placeOf } from '../ledger/place.ts';
import { type Baseline, readStanding, takeBaseline } from '../ledger/read-standing.ts';
import { readTotals } from '../ledger/read-totals.ts';
import { badRecords } from '../samples/bad-samples.ts';
import { checkReasons } from '../samples/check-samples.ts';
import { type FileLine, fitsRecord, lineRecord, splitLines } from '../samples/file-lines.ts';
import { goodEvents, goodRecords } from '../samples/good-samples.ts';
import { countEntries, type ToSend } from '../samples/to-send.ts';
import { createLocalClients, type LocalClients } from '../stack/aws-clients.ts';
import { LocalStackError } from '../stack/local-stack-error.ts';
import { ROOT } from '../stack/paths.ts';
import { runnerFiles, type StackState } from '../stack/stack-state.ts';
import { followToRest } from './follow.ts';
import { judgeLines } from './judge-lines.ts';
import { type FileReport, matchLines } from './match-lines.ts';
import { sendEvents, sendRecords } from './send.ts';

/** What `npm start` was asked for. */
export interface StartOptions {
  readonly file?: string;
  readonly exit?: boolean;
  readonly json?: boolean;
}

/** One run: what is sent, and how what is found is judged. */
interface Run {
  readonly toSend: ToSend;
  readonly judge: (standing: Awaited<ReturnType<typeof readStanding>>) => {
    readonly problems: readonly string[];
    readonly file?: FileReport;
  };
}

const sampleRun = async (place: Place, nowMs: number): Promise<Run> => {
  const records = [...(await goodRecords(nowMs)), ...badRecords(nowMs)];
  const toSend = { records, events: place.logGroups.length > 0 ? goodEvents(nowMs) : [] };
  return { toSend, judge: ({ letters }) => ({ problems: checkReasons(toSend, letters, place) }) };
};

const readLines = async (file: string): Promise<FileLine[]> => {
  const bytes = await readFile(file).catch((error: Error) => {
    throw new LocalStackError(`${file} cannot be read: ${error.message}`);
  });
  return splitLines(bytes);
};

const fileRun = async (file: string, topology: Topology, nowMs: number): Promise<Run> => {
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
    judge: ({ archive, letters }) => {
      const report = matchLines(judged, unsent, archive, letters);
      const problems = report.lost.map((line) => `line ${line} is a valid log, and is not in its folder on S3`);
      return { problems, file: report };
    },
  };
};

const GRACE_MS = 5_000;

interface Session {
  readonly shell: Shell;
  readonly clients: LocalClients;
  readonly place: Place;
  readonly baseline: Baseline;
  readonly state: StackState;
}

const send = async ({ shell, clients, place }: Session, { records, events }: ToSend, nowMs: number): Promise<void> => {
  shell.tell(`sending ${records.length} records to ${place.routerStream}`);
  let toldAt = 0;
  await sendRecords(clients.kinesis, place.routerStream, records, (sent) => {
    if (sent - toldAt < 5_000 && sent < records.length) return;
    toldAt = sent;
    shell.tell(`${sent} of ${records.length} records sent`);
  });
  const [logGroup] = place.logGroups;
  if (logGroup === undefined || events.length === 0) return;
  shell.tell(`writing log events to ${logGroup}, whose subscription filter leads to the same stream`);
  await sendEvents(clients.logs, logGroup, events, nowMs);
};

const audit = async ({ clients, place, baseline }: Session, run: Run): Promise<LedgerView> => {
  const names = place.functions.map(({ name }) => name);
  const totals = await readTotals(clients.logs, names, baseline.sinceMs);
  const standing = await readStanding(clients, place, baseline);
  const { problems, file } = run.judge(standing);
  return viewLedger({ place, sent: countEntries(run.toSend), totals, standing }, problems, file);
};

/** Reads the books until they balance; a log line may come a moment after the last answer. */
const settle = async (session: Session, run: Run): Promise<LedgerView> => {
  session.shell.tell('waiting until everything has come to rest');
  const atRest = await followToRest(runnerFiles(session.state.directory).status, session.shell.tell);
  let view = await audit(session, run);
  for (const end = Date.now() + GRACE_MS; !view.balanced && Date.now() < end; view = await audit(session, run)) {
    await sleep(500);
  }
  if (atRest) return view;
  return { ...view, balanced: false, problems: [...view.problems, 'something is still moving after the time limit'] };
};

/**
 * `npm start`: brings the local AWS up, deploys, sends samples or a file, follows them to their destinations and
 * prints the ledger.
 * @param untilInterrupted resolves at Ctrl-C; not waited for with `exit`
 * @returns 0 when the ledger balances, else 1
 */
export const start = async (shell: Shell, options: StartOptions, untilInterrupted: Promise<void>): Promise<number> => {
  const topology = loadTopology('local', ROOT);
  const place = placeOf(topology);
  if (options.file !== undefined) await readLines(options.file);
  const state = await bringUp(shell);
  const clients = createLocalClients(state.connection);
  try {
    const nowMs = Date.now();
    const session = { shell, clients, place, state, baseline: await takeBaseline(clients, place, nowMs) };
    const run =
      options.file === undefined ? await sampleRun(place, nowMs) : await fileRun(options.file, topology, nowMs);
    await send(session, run.toSend, nowMs);
    const view = await settle(session, run);
    shell.print(options.json ? JSON.stringify(view, null, 2) : printLedger(view));
    if (!options.exit) {
      shell.tell('the local AWS stays up; Ctrl-C ends this, `npm run local -- down` ends that');
      await untilInterrupted;
    }
    return view.balanced ? 0 : 1;
  } finally {
    clients.close();
  }
};
