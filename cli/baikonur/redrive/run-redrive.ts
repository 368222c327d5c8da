import type { Work as RemoteWork } from '../../../services/operator/work-event.ts';
import { createInvokeFunction } from '../../../shared/aws/invoke-function.ts';
import { createMoveObjects } from '../../../shared/aws/move-object.ts';
import { createOpenObject } from '../../../shared/aws/open-object.ts';
import { createVersionedObjects } from '../../../shared/aws/versioned-objects.ts';
import { createDeadLetterSources, redrivenKey, type Selection } from '../../../shared/put-back/dead-letter-sources.ts';
import { createObjectReceipts, REDRIVE_FOLDER } from '../../../shared/put-back/object-receipts.ts';
import type { RunSums } from '../../../shared/put-back/put-back-all.ts';
import { settledLines } from '../../../shared/put-back/receipt.ts';
import { describeStream } from '../aws/describe-stream.ts';
import { createListObjects } from '../aws/list-objects.ts';
import { requireStream } from '../aws/require-stream.ts';
import { makeUnits } from '../on-aws/make-units.ts';
import { checkOnAws, describeOnAws, runOnAws } from '../on-aws/run-on-aws.ts';
import { askToRun, noteLoneYes } from '../operator/consent.ts';
import { type OperatedStage, operate, writeDocument, writeLines } from '../operator/operate.ts';
import { countText } from '../operator/quantity.ts';
import type { TimeRange } from '../operator/time-range.ts';
import { createProgress } from '../output/progress.ts';
import { loadPrices } from '../plan/prices.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { chooseStream } from '../stream-settings.ts';
import { describeEnd } from './describe-end.ts';
import { describePlan } from './describe-plan.ts';
import { createDestination, type Destination } from './destination.ts';
import { loadEdit } from './edit.ts';
import { checkSavedBatches, fixFiles, type RedriveOptions, writtenIn } from './options.ts';
import { planRedrive, type RedrivePlan } from './plan.ts';
import { createRun, type Run } from './run.ts';
import { createBatchSender, createSavedBatchSources, planSavedBatches } from './saved-batches.ts';
import { createIsOfStage } from './stage-functions.ts';

/** `baikonur redrive`: puts dead letters back. */
export async function runRedrive(options: RedriveOptions, shell: Shell): Promise<ExitCode> {
  noteLoneYes(options, shell);
  checkSavedBatches(options);
  return operate(options, shell, async (operated) => {
    if (options.onAws === true) checkOnAws(operated.topology, localOptions(options));
    const edit = options.edit === undefined ? undefined : await loadEdit(options.edit);
    const { files, range, filter } = fixFiles(options, operated, shell);
    const { stage, region } = operated.topology;
    const isOfStage = createIsOfStage(operated.topology);
    const prices = loadPrices(region);
    const { takes } = filter;
    const selection: Selection = {
      ...{ stage, takes, maxGeneration: options.maxGeneration },
      ...(options.toStream === undefined && { isOfStage }),
      ...(edit && { edit }),
    };
    const work = { ...openWork(operated, selection), options, operated, shell };
    const saved = options.givenUp === true ? openSavedBatches(options, writtenIn(range, options), work) : undefined; // --given-up
    if (options.toStream !== undefined) await requireTarget(options.toStream, operated);
    const plan = await (saved?.plan() ?? makePlan(files, selection, work));
    const destination: Destination = saved?.destination ?? createDestination(options, operated, plan, shell);
    const units = options.onAws === true ? makeUnits(plan.keys, () => 0) : [];
    const goes = [...destination.goes, ...(units.length > 0 ? describeOnAws(operated.topology, units.length) : [])];
    const context = { goes, toStream: destination.stream !== undefined, prices, limit: options.limit };
    if (!options.json) writeLines(shell, describePlan(plan, { ...context, width: shell.stdout.columns }));
    const run = createRun(options.name, shell.now());
    const isRun = options.run === true && plan.keys.length > 0 && (await askToRun(questionOf(plan), options, shell));
    const start = (): Promise<RunSums> =>
      options.onAws === true
        ? runOnAws({ run: run.id, work: remoteWork(options, operated), units }, operated, shell)
        : perform(plan, run, destination.createSender(run.id), { ...work, ...saved?.work });
    const sums = isRun ? await start() : undefined;
    const document = toDocument(plan, { run, range, sums, toStream: destination.stream });
    if (sums !== undefined) await work.report(run, document);
    if (options.json) writeDocument(shell, document);
    else writeLines(shell, describeEnd(sums, { isAsked: options.run === true, run, plan }));
    return options.run !== true || isWell(sums, plan) ? 0 : 1;
  });
}

function questionOf({ logs }: RedrivePlan) {
  return { text: `Send ${countText(logs, 'log')}`, otherwise: 'nothing was sent' };
}

function requireTarget(given: string, { topology, clients }: OperatedStage): Promise<void> {
  const { name } = chooseStream(topology, given);
  return requireStream((stream) => describeStream(clients.kinesis, stream), { option: '--to-stream', name }, topology);
}

/** Options that mean this machine, or select single logs. */
function localOptions(options: RedriveOptions): readonly string[] {
  const { edit, toStream, error, id, rate, limit } = options;
  const given = {
    '--edit': edit,
    '--to-stream': toStream,
    '--error': error,
    '--id': id,
    '--rate': rate,
    '--limit': limit,
  };
  const saved = { '--given-up': options.givenUp }; // --given-up
  return Object.entries({ ...given, ...saved }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
}

function remoteWork({ maxGeneration, type }: RedriveOptions, { topology }: OperatedStage): RemoteWork {
  const functions = topology.functions.map(({ name }) => name);
  return { kind: 'redrive', functions, maxGeneration, ...(type !== undefined && { type }) };
}

type Work = ReturnType<typeof openWork> & {
  readonly maxItemBytes?: number;
  readonly options: RedriveOptions;
  readonly operated: OperatedStage;
  readonly shell: Shell;
};

function openWork({ topology, clients: { s3 } }: OperatedStage, selection: Selection) {
  const place = { bucket: topology.deadLetterBucket.name, prefix: topology.settings.deadLetters.prefix };
  const objects = createVersionedObjects(s3);
  const ports = { ...createMoveObjects(s3), openObject: createOpenObject(s3) };
  return {
    place,
    ports,
    sources: createDeadLetterSources(place, selection, ports),
    receipts: createObjectReceipts({ ...place, folder: REDRIVE_FOLDER }, objects, ports),
    report: async ({ id }: Run, document: object): Promise<void> => {
      const key = redrivenKey(place, 'report.json', id);
      await objects.write({ bucket: place.bucket, key, body: JSON.stringify(document), expected: undefined });
    },
  };
}

/** Of `--given-up`: whole batches, as they were. Options that select single logs do not apply. */
function openSavedBatches(options: RedriveOptions, range: TimeRange, { place, ports, operated }: Work) {
  const { topology, clients } = operated;
  const { functions } = topology;
  const named = options.function === undefined ? {} : { function: options.function };
  const list = createListObjects(clients.s3);
  const invoke = createInvokeFunction(clients.lambda);
  return {
    plan: () =>
      planSavedBatches(
        { place, range, functions, isOfStage: createIsOfStage(topology), ...named },
        { list, openObject: ports.openObject },
      ),
    destination: {
      goes: ['goes: into the function that failed, as the batch was; what its progress row has as settled is skipped'],
      createSender: () => createBatchSender(invoke),
    },
    // The sources leave out what is too large.
    work: { sources: createSavedBatchSources(place, ports), maxItemBytes: Number.POSITIVE_INFINITY },
  };
}

async function makePlan(
  files: Parameters<typeof planRedrive>[0],
  selection: Selection,
  { place: { bucket }, ports: { openObject }, receipts, options: { concurrency }, shell }: Work,
): Promise<RedrivePlan> {
  const progress = createProgress(shell);
  return planRedrive(files, {
    bucket,
    openObject,
    selection,
    concurrency,
    settledBefore: async (key) => {
      const found = await receipts.read(key);
      return found === undefined ? new Set() : settledLines(found.receipt);
    },
    onProgress: (objects, logs) => progress.show(`reading: ${countText(objects, 'object')}, ${countText(logs, 'log')}`),
  }).finally(progress.clear);
}

function perform(
  plan: RedrivePlan,
  run: Run,
  send: ReturnType<ReturnType<typeof createDestination>['createSender']>,
  { sources, receipts, options, shell, maxItemBytes }: Work,
): Promise<RunSums> {
  const more = maxItemBytes === undefined ? {} : { maxItemBytes };
  return run.perform(plan.keys, { sources, receipts, send, options, shell, logs: plan.logs, ...more });
}

interface Ended {
  readonly run: Run;
  readonly range: { readonly fromMs: number; readonly toMs: number };
  readonly sums: RunSums | undefined;
  readonly toStream: string | undefined;
}

/** The document of `--json`: before a run its outcomes are 0. */
function toDocument(plan: RedrivePlan, { run, range, sums, toStream }: Ended) {
  const { delivered = 0, filtered = 0, rejectedAgain = 0, retryable = 0, alreadyDelivered = 0 } = sums ?? {};
  const { sentAgain = 0, moved = 0, gone = 0, stoppedBecause } = sums ?? {};
  const problems = [...new Set([...(sums?.problems ?? []), ...plan.problems])];
  return {
    run: run.id,
    dryRun: sums === undefined,
    from: new Date(range.fromMs).toISOString(),
    until: new Date(range.toMs).toISOString(),
    letters: plan.keys.length,
    objects: plan.keys.length,
    bytes: plan.bytes,
    logs: plan.logs,
    logsAreEstimated: false,
    groups: plan.groups.map((group) => ({ ...group, logs: group.count })),
    ...(toStream !== undefined && { toStream }),
    ...{ delivered, filtered, rejectedAgain, retryable, alreadyDelivered, sentAgain, moved, gone },
    left: plan.keys.length - moved - gone,
    linesLeft: plan.left,
    ...(stoppedBecause !== undefined && { stoppedBecause }),
    problems,
  };
}

/** Whether nothing that was to be put back stays. */
function isWell(sums: RunSums | undefined, plan: RedrivePlan): boolean {
  if (plan.left > 0 || sums === undefined) return plan.left === 0;
  return sums.left === 0 && sums.rejectedAgain === 0 && sums.stoppedBecause === undefined;
}
