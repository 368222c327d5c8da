import type { Answer } from '../../local/event-source/core/answer.ts';
import { toEventRecord } from '../../local/event-source/core/event-record.ts';
import { type SimulatedInvocation, simulateShard } from '../../local/event-source/testing/simulate-shard.ts';
import { errorText } from '../../shared/errors/error-text.ts';
import type { Log } from '../../shared/log/log.ts';
import { createLogPipeline } from '../../shared/pipeline/log-pipeline.ts';
import { ONLY_TARGET } from '../../shared/pipeline/outcome.ts';
import { createSurvivedMarks, type SurvivedMarks } from '../../shared/pipeline/progress/mark-start.ts';

import type { SelectTargets } from '../../shared/pipeline/sort-logs.ts';
import { lambdaContext } from '../../shared/pipeline/testing/kinesis-events.ts';
import { parseCommonSettings } from '../../shared/settings/common-settings.ts';
import { createCaller, type Invocation } from './calls.ts';
import { createDice } from './dice.ts';
import { createFindings, type Findings } from './findings.ts';
import { judge } from './judge.ts';
import { idsIn } from './payloads.ts';
import { makeScenario, type Scenario } from './scenario.ts';
import type { OracleSink } from './sinks/oracle-sink.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
import { createBucket, createTable, createWorld, type World } from './world.ts';

/** The end of an invocation that looked into a record that kills. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** The result of one seed. */
export interface SeedResult {
  readonly scenario: Scenario;
  readonly findings: Findings;
  /** Ids that went to the on-failure destination. */
  readonly onFailure: ReadonlySet<string>;
  readonly invocations: number;
}

const ORIGIN = {
  streamArn: 'arn:aws:kinesis:ap-northeast-1:123456789012:stream/oracle',
  region: 'ap-northeast-1',
  shardId: 'shardId-000000000000',
  roleArn: 'arn:aws:iam::123456789012:role/oracle',
};

const HOUR_MS = 3_600_000;
const MAX_STEPS = 20_000;
const WHITELIST = ['app', 'access'];

interface Run {
  readonly sink: OracleSink;
  readonly world: World;
  readonly clock: VirtualClock;
  readonly roll: ReturnType<typeof createDice>;
  /** Memory of the process that works for each parallel worker; a process that died has none. */
  readonly processes: Map<number, SurvivedMarks>;
  /** Invocations with a single record that this record killed, by sequence number. */
  readonly killsAlone: Map<string, number>;
  /** How often logs that kill were looked at. */
  readonly looks: Map<string, number>;
}

/** Runs the real pipeline through the scenario of a seed, and judges how every entry ended. */
export async function runSeed(seed: number, sink: OracleSink): Promise<SeedResult> {
  const scenario = makeScenario(seed);
  const findings = createFindings();
  const dice = createDice(seed + 0x5eed);
  const clock = createVirtualClock(scenario.records[0]?.arrivedAtMs ?? 0);
  const world = createWorld(scenario, findings);
  const run: Run = { sink, world, clock, roll: dice, processes: new Map(), killsAlone: new Map(), looks: new Map() };
  const onFailure = new Set<string>();
  let invocations = 0;
  const isBucketAway = (atMs: number) =>
    scenario.outages.some((o) => o.place === 'bucket' && atMs >= o.fromMs && atMs < o.toMs);

  const result = await simulateShard({
    settings: scenario.mapping,
    origin: ORIGIN,
    records: scenario.records,
    maxSteps: MAX_STEPS,
    invoke: async (invocation) => {
      if (dice.chance(scenario.rates.throttled)) return { answer: { status: 'throttled' }, tookMs: 1 };
      invocations++;
      findings.tell(
        `invocation ${invocations} at +${invocation.atMs - (scenario.records[0]?.arrivedAtMs ?? 0)} ms, worker ${invocation.worker}, records ${invocation.records.map(({ sequenceNumber }) => sequenceNumber.slice(-4)).join(' ')}`,
      );
      const answer = await invoke(run, invocation);
      findings.tell(`  → ${answer.status === 'returned' ? JSON.stringify(answer.payload) : answer.status}`);
      return { answer, tookMs: Math.max(1, clock.now() - invocation.atMs) };
    },
    store: async ({ batch }, atMs) => {
      if (isBucketAway(atMs) || dice.chance(scenario.rates.refused)) return false;
      const ids = batch.records
        .flatMap(({ record }) => scenario.entries.get(record.sequenceNumber) ?? [])
        .map(({ id }) => id);
      findings.tell(`on-failure object: ${ids.join(' ')}`);
      for (const id of ids) onFailure.add(id);
      return true;
    },
  });
  judge({ scenario, findings, onFailure, sink, result, killsAlone: run.killsAlone });
  return { scenario, findings, onFailure, invocations };
}

/** One invocation of the real pipeline; it may die at any call. */
async function invoke(run: Run, { records, atMs, worker }: SimulatedInvocation): Promise<Answer> {
  const { sink, world, clock, roll: dice, processes, looks } = run;
  const { scenario, findings } = world;
  const batch = records.flatMap(({ sequenceNumber }) => scenario.entries.get(sequenceNumber) ?? []).map(({ id }) => id);
  let die = (): void => undefined;
  const died = new Promise<'died'>((resolve) => {
    die = () => resolve('died');
  });
  const invocation: Invocation = { batch, arrived: new Set(), wroteTable: false, isAlive: true, die: () => die() };
  const call = createCaller({ scenario, dice, clock, findings, invocation });
  const pauses = {
    baseMs: 100,
    capMs: 5000,
    untilDeadline: true,
    random: dice.roll,
    sleep: async (ms: number) => clock.advance(ms + 1),
  };
  const survivedMarks = processes.get(worker) ?? createSurvivedMarks();
  processes.set(worker, survivedMarks);
  const service = sink.build({ world, invocation, call, dice });
  const handler = createLogPipeline({
    ...service,
    selectTargets: killedBy(scenario, looks, service.selectTargets ?? selectByWhitelist),
    maxTries: 3,
    pauses,
    settings: settingsOf(scenario),
    ports: { ...createBucket(world, invocation, call), progress: createTable(world, invocation, call) },
    observe: () => undefined,
    now: clock.now,
    survivedMarks,
    createSignal: clock.createSignal,
    strict: true,
  });
  clock.set(atMs);
  const event = { Records: records.map((record) => toEventRecord(record, ORIGIN)) };
  try {
    const payload = await Promise.race([handler(event, lambdaContext(scenario.timeoutMs, clock.now)), died]);
    if (payload === 'died') {
      processes.delete(worker);
      return { status: 'functionError', functionError: 'Unhandled', requestId: 'r' };
    }
    if (clock.now() - atMs > scenario.timeoutMs) findings.violate(`the invocation took ${clock.now() - atMs} ms`);
    return { status: 'returned', payload, requestId: 'r' };
  } catch (error) {
    invocation.isAlive = false;
    if (error instanceof Killed) countKill(run, records, worker, error.message);
    else findings.violate(`the handler threw: ${errorText(error)}`);
    return { status: 'functionError', functionError: 'Unhandled', requestId: 'r' };
  }
}

/** Notes that a record killed its invocation, and with it the process. */
function countKill(
  { world, processes, killsAlone }: Run,
  records: SimulatedInvocation['records'],
  worker: number,
  id: string,
): void {
  world.findings.tell(`  the function dies of ${id}`);
  processes.delete(worker);
  const [{ sequenceNumber } = { sequenceNumber: '' }] = records;
  if (records.length === 1) killsAlone.set(sequenceNumber, (killsAlone.get(sequenceNumber) ?? 0) + 1);
}

/** Routing that dies where it looks at a log that kills: it runs inside the chain, behind the mark of the start. */
function killedBy({ killers }: Scenario, looks: Run['looks'], select: SelectTargets): SelectTargets {
  if (killers.size === 0) return select;
  return (log) => {
    const [id = ''] = idsIn(log.data);
    const look = looks.get(id) ?? 0;
    looks.set(id, look + 1);
    if (look >= (killers.get(id) ?? Number.POSITIVE_INFINITY)) throw new Killed(id);
    return select(log);
  };
}

/** As the pipeline selects where a service has one target. */
function selectByWhitelist({ logType }: Pick<Log, 'logType'>): readonly string[] {
  return WHITELIST.includes(logType) ? [ONLY_TARGET] : [];
}

function settingsOf({ maxAttempts, holdMs }: Scenario) {
  return parseCommonSettings(
    {
      FAILED_LOG_S3_BUCKET: 'failed',
      PROGRESS_TABLE: 'progress',
      MAX_ATTEMPTS: String(maxAttempts),
      HOLD_MAX_AGE_HOURS: String(holdMs / HOUR_MS),
      LOG_TYPE_WHITELIST: WHITELIST.join(),
    },
    'oracle',
  );
}
