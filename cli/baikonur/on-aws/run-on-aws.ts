import { setTimeout as wait } from 'node:timers/promises';
import type { UnitSums } from '../../../services/operator/work.ts';
import { runFolder, type Unit, unitKey, type Work } from '../../../services/operator/work-event.ts';
import { createVersionedObjects, type VersionedObjects } from '../../../shared/aws/versioned-objects.ts';
import { stateMachineName } from '../../../shared/deploy/template/operator-resources.ts';
import { partitionOf } from '../../../shared/deploy/topology/partition.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { emptySums, type RunSums } from '../../../shared/put-back/put-back-all.ts';
import { createListObjects } from '../aws/list-objects.ts';
import { createStateMachines, type Execution } from '../aws/state-machines.ts';
import type { OperatedStage } from '../operator/operate.ts';
import { countText } from '../operator/quantity.ts';
import { createProgress } from '../output/progress.ts';
import { CommandError, type Shell, UsageError } from '../shell.ts';

const FOLLOW_MS = 2_000;
/** @see StartExecution: the name of an execution */
const MAX_NAME = 80;
const MAX_PROBLEMS = 10;
const SUMS = [
  'delivered',
  'filtered',
  'rejectedAgain',
  'retryable',
  'alreadyDelivered',
  'sentAgain',
  'moved',
  'left',
  'gone',
] as const;

/** A run whose units work on AWS. */
export interface RemoteRun {
  readonly run: string;
  readonly work: Work;
  readonly units: readonly Unit[];
}

/** Where a run keeps its manifest and the sums of its units. */
interface Place {
  readonly bucket: string;
  readonly prefix: string;
}

/**
 * Refuses what does not work on AWS.
 * @param others options that were given and mean this machine, such as `--edit`
 * @throws {UsageError}
 */
export function checkOnAws({ stage, settings }: Pick<Topology, 'stage' | 'settings'>, others: readonly string[]): void {
  if (others.length > 0) throw new UsageError([`--on-aws: not together with ${others.join(', ')}`]);
  if (settings.operator !== undefined) return;
  throw new UsageError([
    `--on-aws: config/stages/${stage}.yml has no \`operator\`: add \`operator: {}\`, deploy services/operator, and run it again`,
  ]);
}

/** The work of a run on AWS, in lines for people. */
export function describeOnAws({ settings }: Pick<Topology, 'settings'>, units: number): readonly string[] {
  const { concurrency = 1 } = settings.operator ?? {};
  return [
    `on AWS: ${countText(units, 'unit')} of work, ${concurrency} at a time; about ${countText(4 * units + 2, 'state transition')} of Step Functions and the time of the function operator, which are not in these costs`,
  ];
}

/** Writes the manifest, starts the state machine, follows it, and adds up what its units wrote. */
export async function runOnAws(
  { run, work, units }: RemoteRun,
  operated: OperatedStage,
  shell: Shell,
): Promise<RunSums> {
  const { topology, clients } = operated;
  const place = { bucket: topology.deadLetterBucket.name, prefix: topology.settings.deadLetters.prefix };
  const objects = createVersionedObjects(clients.s3);
  const manifest = `${runFolder(place.prefix, run)}/manifest.json`;
  await objects.write({ bucket: place.bucket, key: manifest, body: JSON.stringify(units), expected: undefined });
  const machines = createStateMachines(clients.stepFunctions);
  const executionArn = await machines.start({
    stateMachineArn: stateMachineArn(operated),
    name: run.replaceAll('.', '-').slice(0, MAX_NAME),
    input: { run, work, bucket: place.bucket, manifest },
  });
  shell.stderr.write(`started ${executionArn}\n`);
  const ended = await follow(
    () => machines.describe(executionArn),
    { run, units: units.length, place },
    operated,
    shell,
  );
  return addUp({ run, units, place, ended }, objects);
}

function stateMachineArn({ topology, accountId }: OperatedStage): string {
  const { region } = topology;
  return `arn:${partitionOf(region)}:states:${region}:${accountId}:stateMachine:${stateMachineName(topology)}`;
}

/** Ctrl-C ends the following alone. @throws {CommandError} then. */
async function follow(
  describe: () => Promise<Execution>,
  { run, units, place }: { readonly run: string; readonly units: number; readonly place: Place },
  { clients }: OperatedStage,
  shell: Shell,
): Promise<Execution> {
  const progress = createProgress(shell);
  const interrupted = shell.untilInterrupted();
  const list = createListObjects(clients.s3);
  for (;;) {
    const execution = await describe();
    let written = 0;
    const prefix = `${runFolder(place.prefix, run)}/unit-`;
    for await (const page of list({ bucket: place.bucket, prefix })) written += page.objects.length;
    progress.show(`${written} of ${units} units`, units === 0 ? 1 : written / units);
    if (execution.status !== 'running') {
      progress.clear();
      return execution;
    }
    // Aborted: said below.
    await wait(FOLLOW_MS, undefined, { signal: interrupted }).catch(() => undefined);
    if (!interrupted.aborted) continue;
    progress.clear();
    throw new CommandError(`no longer followed: run ${run} goes on. aws stepfunctions stop-execution ends it`);
  }
}

interface EndedRun {
  readonly run: string;
  readonly units: readonly Unit[];
  readonly place: Place;
  readonly ended: Execution;
}

/** The sums of all units; one without any died before it could write them. */
async function addUp({ run, units, place, ended }: EndedRun, objects: VersionedObjects): Promise<RunSums> {
  const sums = emptySums();
  for (const { unit, sources } of units) {
    const found = await objects.read({ bucket: place.bucket, key: unitKey(place.prefix, run, unit) });
    // Written by services/operator alone.
    const one: UnitSums | undefined = found === undefined ? undefined : JSON.parse(found.body);
    if (one === undefined) sums.left += sources.length;
    if (one === undefined || one.isUnfinished) addProblem(sums, `unit ${unit} did not end`);
    if (one === undefined) continue;
    // A unit of an older version of services/operator does not have all of them.
    for (const name of SUMS) sums[name] += one[name] ?? 0;
    for (const problem of one.problems) addProblem(sums, problem);
    if (one.stoppedBecause !== undefined) sums.stoppedBecause ??= one.stoppedBecause;
  }
  if (ended.status === 'failed') sums.stoppedBecause ??= ended.error ?? 'the state machine failed';
  return sums;
}

function addProblem({ problems }: RunSums, sentence: string): void {
  if (problems.length < MAX_PROBLEMS) problems.push(sentence);
}
