import { setTimeout as sleep } from 'node:timers/promises';
import { countText } from '../../cli/baikonur/operator/quantity.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { loadTopology } from '../../shared/deploy/topology/read-config.ts';
import { printableJson } from '../../shared/log/printable.ts';
import { bringUp, type UpChoices } from '../bring-up.ts';
import { alone } from '../commands.ts';
import { tellArrivals } from '../fluent-receivers/tell-arrivals.ts';
import { type LedgerView, viewLedger } from '../ledger/ledger.ts';
import { printLedger } from '../ledger/print-ledger.ts';
import { readContents, takeBaseline } from '../ledger/read-contents.ts';
import { readTotals } from '../ledger/read-totals.ts';
import { stageOf } from '../ledger/stage.ts';
import type { FileLine } from '../samples/file-lines.ts';
import { countEntries, type ToSend } from '../samples/to-send.ts';
import { listDocuments } from '../search/list-documents.ts';
import type { Shell } from '../shell.ts';
import { createLocalClients } from '../stack/aws-clients.ts';
import { exportLines } from '../stack/connection.ts';
import { ROOT, STATE_DIRECTORY } from '../stack/paths.ts';
import { runnerFiles, type StackState } from '../stack/stack-state.ts';
import { stopStack } from '../stack/up.ts';
import { whileUp } from '../while-up.ts';
import { followToRest } from './follow.ts';
import { keepFollowing } from './keep-following.ts';
import { readLogFile } from './read-log-file.ts';
import { fileRun, type Run, sampleRun } from './runs.ts';
import { sendEvents, sendRecords } from './send.ts';
import type { Session } from './session.ts';

/** Options of `npm start`. */
export interface StartOptions extends UpChoices {
  readonly file?: string;
  readonly exit?: boolean;
  readonly json?: boolean;
  /** Also print the keys of the objects and the full names. */
  readonly verbose?: boolean;
}

/** How long summary lines may arrive after everything has been delivered. */
const GRACE_MS = 5_000;
/** How many records are sent between two progress lines. */
const TELL_EVERY_RECORDS = 5_000;

/**
 * `npm start`: starts the local AWS, deploys, sends samples or a file, follows them to their destinations and prints the
 * ledger. What was not up before is down afterwards. Of two at once the later one ends at once: their logs would be in
 * each other's ledgers.
 * @returns 0 when every log is accounted for, else 1
 */
export async function start(shell: Shell, options: StartOptions): Promise<number> {
  loadTopology(MANIFESTS, 'local', ROOT);
  const lines = options.file === undefined ? undefined : await readLogFile(options.file);
  return alone(async () => {
    const { state, isNew } = await bringUp(shell, options, true);
    let isDone = false;
    try {
      const code = await whileUp(shell, state, (watching) => runOnce(watching, options, state, lines));
      isDone = true;
      return code;
    } finally {
      if (isNew) await stopStack(STATE_DIRECTORY);
      // An interrupted run says so itself, in its one line.
      if (isNew && isDone) shell.tell('the local AWS is down');
    }
  });
}

async function runOnce(
  shell: Shell,
  options: StartOptions,
  state: StackState,
  lines: readonly FileLine[] | undefined,
): Promise<number> {
  const topology = loadTopology(MANIFESTS, 'local', state.configRoot ?? ROOT);
  const stage = stageOf(topology);
  const clients = createLocalClients(state.connection);
  // Loaded only where the page can be looked at.
  const page = options.exit
    ? undefined
    : await (await import('./serve-page.ts')).servePage(shell, topology, state.connection);
  try {
    const nowMs = Date.now();
    const session = { shell, clients, stage, state, baseline: await takeBaseline(clients, stage, nowMs) };
    const run = lines === undefined ? await sampleRun(stage, nowMs) : fileRun(lines, topology, nowMs);
    await send(session, run.toSend, nowMs);
    const view = await settle(session, run);
    await present(session, view, options);
    if (!options.exit) {
      if (!options.json) shell.print(exportLines(state.connection));
      shell.tell('the local AWS stays up and is followed; Ctrl-C ends both');
      shell.rest();
      await keepFollowing(session);
    }
    return view.balanced ? 0 : 1;
  } finally {
    await page?.close();
    clients.close();
  }
}

async function send({ shell, clients, stage }: Session, { records, events }: ToSend, nowMs: number): Promise<void> {
  const entries = countEntries({ records, events: [] });
  shell.tell(
    `sending ${countText(records.length, 'record')} with ${countText(entries, 'entry')} to the stream ${stage.shortNames.get(stage.routerStream)}`,
  );
  let toldAt = 0;
  await sendRecords(clients.kinesis, stage.routerStream, records, (sent) => {
    shell.signal.throwIfAborted();
    if (sent - toldAt < TELL_EVERY_RECORDS) return;
    toldAt = sent;
    shell.tell(`${sent} of ${countText(records.length, 'record')} sent`);
  });
  const [logGroup] = stage.logGroups;
  if (logGroup === undefined || events.length === 0) return;
  const count = countEntries({ records: [], events });
  shell.tell(`writing ${countText(count, 'log event')} to ${logGroup}, subscribed to it`);
  await sendEvents(clients.logs, logGroup, events, nowMs);
}

/** Reads the ledger until every log is accounted for; a summary line may arrive a moment after the last answer. */
async function settle(session: Session, run: Run): Promise<LedgerView> {
  const { shell, state, stage } = session;
  shell.tell('waiting until all logs are delivered');
  const isQuiet = await followToRest(runnerFiles(state.directory).status, shell.tell, shell.signal, stage.shortNames);
  shell.signal.throwIfAborted();
  shell.tell('reading what the destinations contain');
  let view = await audit(session, run);
  for (const end = Date.now() + GRACE_MS; !view.balanced && Date.now() < end; view = await audit(session, run)) {
    await sleep(500, undefined, { signal: shell.signal });
  }
  if (isQuiet) return view;
  return {
    ...view,
    balanced: false,
    problems: [...view.problems, 'logs are still being delivered after the time limit'],
  };
}

async function audit({ clients, stage, baseline }: Session, run: Run): Promise<LedgerView> {
  const names = stage.functions.map(({ name }) => name);
  const totals = await readTotals(clients, names, baseline.sinceMs);
  const contents = await readContents(clients, stage, baseline);
  const { problems, file } = run.judge(contents);
  return viewLedger({ stage, sent: countEntries(run.toSend), totals, contents }, problems, file);
}

async function present({ shell, stage, state }: Session, view: LedgerView, options: StartOptions): Promise<void> {
  if (options.json) {
    shell.print(printableJson(view, 2));
    return;
  }
  shell.print(printLedger(view, { names: stage.shortNames, verbose: options.verbose === true }));
  if (state.search !== undefined) {
    const indices = await listDocuments(state.search.url);
    shell.print(`OpenSearch, ${state.search.url}`);
    for (const { index, documents } of indices) shell.print(`  ${index}  ${countText(documents, 'document')}`);
  }
  if (state.fluent !== undefined) {
    const { lines, count } = await tellArrivals(state.fluent.file, 0);
    shell.print([`Fluent receiver, ${state.fluent.endpoint}: ${countText(count, 'message')}`, ...lines].join('\n'));
  }
}
