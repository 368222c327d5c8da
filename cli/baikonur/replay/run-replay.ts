import { createMoveObjects } from '../../../shared/aws/move-object.ts';
import { createOpenObject } from '../../../shared/aws/open-object.ts';
import { createVersionedObjects } from '../../../shared/aws/versioned-objects.ts';
import type { ArchiveFile } from '../../../shared/put-back/archive-file.ts';
import { createArchiveSources, type LinePlace } from '../../../shared/put-back/archive-sources.ts';
import type { EditBytes } from '../../../shared/put-back/edit-bytes.ts';
import { createObjectReceipts } from '../../../shared/put-back/object-receipts.ts';
import type { RunSums } from '../../../shared/put-back/put-back-all.ts';
import { describeStream } from '../aws/describe-stream.ts';
import { createListObjects } from '../aws/list-objects.ts';
import { requireStream } from '../aws/require-stream.ts';
import { askToRun, noteLoneYes } from '../operator/consent.ts';
import { type OperatedStage, operate, writeDocument, writeLines } from '../operator/operate.ts';
import { bytesText, countText } from '../operator/quantity.ts';
import { createProgress } from '../output/progress.ts';
import { loadPrices } from '../plan/prices.ts';
import { loadEdit } from '../redrive/edit.ts';
import { createRun, openRun, type Run } from '../redrive/run.ts';
import { CommandError, type ExitCode, type Shell, UsageError } from '../shell.ts';
import { readStreamSettings } from '../stream-settings.ts';
import { archivesOf, listArchive } from './archive.ts';
import { describeReplay, describeReplayEnd } from './describe-replay.ts';
import { findDestination, type ReplayDestination } from './find-destination.ts';
import type { ReplayOptions, ReplaySelection } from './options.ts';
import { planReplay, type ReplayPlan } from './plan-replay.ts';
import { checkReplayOnAws, replayOnAws } from './replay-on-aws.ts';
import { openRuns } from './runs.ts';
import { createTakesLine } from './select-lines.ts';
import { checkResume, toSelection } from './selection.ts';

const GIB = 1024 ** 3;

/** `baikonur replay`: logs of the archive go into a function or onto a stream again. */
export async function runReplay(options: ReplayOptions, shell: Shell): Promise<ExitCode> {
  noteLoneYes(options, shell);
  if (options.resume !== undefined) checkResume(options);
  return operate(options, shell, async (operated) => {
    const runs = openRuns(operated);
    const { run, selection } = await chooseRun(options, { runs, aheadMs: operated.clients.aheadMs() }, shell);
    if (options.onAws === true) checkReplayOnAws(operated.topology, options, selection);
    const destination = findDestination(selection.to, operated, shell);
    if (destination.isStream) {
      const describe = (name: string) => describeStream(operated.clients.kinesis, name);
      await requireStream(describe, { option: '--to', name: destination.name }, operated.topology);
    }
    // Before the archive is listed, which may take long.
    const edit = selection.edit === undefined ? undefined : await loadEdit<LinePlace>(selection.edit);
    const plan = await makePlan(operated, selection, shell);
    if (!options.json) {
      const prices = loadPrices(operated.topology.region);
      writeLines(
        shell,
        describeReplay(plan, { ...destination, prices, rate: options.rate, width: shell.stdout.columns }),
      );
    }
    refuseTooMuch(plan, options);
    const isRun = options.run === true && plan.objects > 0 && (await askToRun(questionOf(plan), options, shell));
    if (isRun && options.resume === undefined) await runs.save(run.id, selection);
    const start = (): Promise<RunSums> =>
      options.onAws === true
        ? replayOnAws(
            { run: run.id, files: filesOf(operated, selection), destination: destination.name },
            operated,
            shell,
          )
        : perform({ run, selection, edit, destination, plan, options }, operated, shell);
    const sums = isRun ? await start() : undefined;
    const document = toDocument(plan, { run, selection, destination, sums });
    if (sums !== undefined) await runs.report(run.id, document);
    if (options.json) writeDocument(shell, document);
    else if (sums !== undefined) writeLines(shell, describeReplayEnd(sums, run.id, plan.objects));
    else if (plan.objects > 0) writeLines(shell, ['Nothing was sent. With --run it is.']);
    return isWell(sums, plan) ? 0 : 1;
  });
}

/** A new run, or one that goes on with what it was made for. */
async function chooseRun(
  options: ReplayOptions,
  { runs, aheadMs }: { readonly runs: ReturnType<typeof openRuns>; readonly aheadMs: number | undefined },
  shell: Shell,
): Promise<{ readonly run: Run; readonly selection: ReplaySelection }> {
  const { resume } = options;
  if (resume === undefined) {
    return { run: createRun(options.name, shell.now()), selection: toSelection(options, shell, aheadMs) };
  }
  const selection = await runs.load(resume);
  if (selection === undefined)
    throw new UsageError([`--resume ${resume}: there is no such run: ${runs.placeOf(resume)} is not there`]);
  return { run: openRun(resume), selection };
}

async function makePlan(operated: OperatedStage, selection: ReplaySelection, shell: Shell): Promise<ReplayPlan> {
  const progress = createProgress(shell);
  const onProgress = (objects: number, bytes: number): void =>
    progress.show(`listing: ${countText(objects, 'object')}, ${bytesText(bytes)}`);
  const openObject = createOpenObject(operated.clients.s3);
  return planReplay(filesOf(operated, selection), openObject, onProgress).finally(progress.clear);
}

async function* filesOf({ topology, clients }: OperatedStage, selection: ReplaySelection): AsyncGenerator<ArchiveFile> {
  const list = createListObjects(clients.s3);
  const range = { fromMs: Date.parse(selection.from), toMs: Date.parse(selection.until) };
  const query = { pattern: selection.type, range, writtenBeforeMs: selection.writtenBeforeMs };
  for (const archive of archivesOf(topology)) yield* listArchive(list, archive, query);
}

function questionOf({ logs }: ReplayPlan) {
  return { text: `Send about ${countText(logs, 'log')}`, otherwise: 'nothing was sent' };
}

function refuseTooMuch({ bytes, logs }: ReplayPlan, { maxGib, maxLogs, limit }: ReplayOptions): void {
  const instead = (option: string): string => `raise ${option}, or choose fewer types or days; nothing was sent`;
  if (bytes > maxGib * GIB) {
    throw new CommandError(`${bytesText(bytes)} are more than --max-gib ${maxGib}: ${instead('--max-gib')}`);
  }
  if (limit === undefined && logs > maxLogs) {
    const count = logs.toLocaleString('en-US');
    throw new CommandError(`about ${count} logs are more than --max-logs ${maxLogs}: ${instead('--max-logs')}`);
  }
}

interface Job {
  readonly run: Run;
  readonly selection: ReplaySelection;
  readonly edit: EditBytes<LinePlace> | undefined;
  readonly destination: ReplayDestination;
  readonly plan: ReplayPlan;
  readonly options: ReplayOptions;
}

async function perform(job: Job, operated: OperatedStage, shell: Shell): Promise<RunSums> {
  const { run, selection, edit, destination, plan, options } = job;
  const { topology, clients } = operated;
  const range = { fromMs: Date.parse(selection.from), toMs: Date.parse(selection.until) };
  const source = topology.functions.find(({ service }) => service === 's3-sink')?.source.name ?? '';
  const takes = createTakesLine(readStreamSettings(topology, source, shell.env), range, selection.where);
  const files = new Map<string, ArchiveFile>();
  const lines = { destination: destination.name, takes, ...(edit && { edit }) };
  const place = { bucket: topology.deadLetterBucket.name, prefix: topology.settings.deadLetters.prefix };
  const objects = createVersionedObjects(clients.s3);
  return run.perform(namesOf(filesOf(operated, selection), files), {
    sources: createArchiveSources(createOpenObject(clients.s3), lines, files),
    receipts: createObjectReceipts({ ...place, folder: `_replay/${run.id}` }, objects, createMoveObjects(clients.s3)),
    send: destination.createSender(run.id),
    ...{ options, shell, logs: plan.logs, keepsReceipts: true },
  });
}

/** Names of objects as they are listed. Only those that are under way are remembered. */
async function* namesOf(files: AsyncIterable<ArchiveFile>, known: Map<string, ArchiveFile>): AsyncGenerator<string> {
  const recent: string[] = [];
  for await (const file of files) {
    const name = `${file.bucket}/${file.key}`;
    known.set(name, file);
    recent.push(name);
    // Far more than are worked on at a time.
    if (recent.length > MAX_REMEMBERED) known.delete(recent.shift() ?? '');
    yield name;
  }
}

/** More than the largest `--concurrency`. */
const MAX_REMEMBERED = 1_000;

type Ended = Pick<Job, 'run' | 'selection' | 'destination'> & { readonly sums: RunSums | undefined };

/** The document of `--json`: before a run its outcomes are 0. */
function toDocument(plan: ReplayPlan, { run, selection, destination, sums }: Ended) {
  const { delivered = 0, filtered = 0, rejectedAgain = 0, retryable = 0, alreadyDelivered = 0 } = sums ?? {};
  const { sentAgain = 0, moved = 0, gone = 0, problems = plan.problems, stoppedBecause } = sums ?? {};
  return {
    run: run.id,
    dryRun: sums === undefined,
    from: selection.from,
    until: selection.until,
    objects: plan.objects,
    bytes: plan.bytes,
    logs: plan.logs,
    logsAreEstimated: true,
    groups: plan.types.map(({ logType, objects, bytes, logs }) => ({
      ...{ function: destination.name, target: '-', reason: null, logType, count: objects, objects, bytes, logs },
    })),
    ...{ delivered, filtered, rejectedAgain, retryable, alreadyDelivered, sentAgain, moved, gone },
    left: plan.objects - moved - gone,
    ...(stoppedBecause !== undefined && { stoppedBecause }),
    problems,
  };
}

function isWell(sums: RunSums | undefined, plan: ReplayPlan): boolean {
  if (sums === undefined) return true;
  return sums.moved >= plan.objects && sums.rejectedAgain === 0 && sums.stoppedBecause === undefined;
}
