import { fork } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBatch } from './batches/make-batches.ts';
import { type Bundle, bundleProgram } from './bundle-side.ts';
import { median } from './measure.ts';
import { startStubAws } from './stub-aws.ts';
import { REQUIRED_ENV } from './works/pipeline-run.ts';

/** Wall-clock and CPU times of one fresh process; CPU time is that of all threads. */
export interface ColdStartReport {
  readonly importMs: number;
  readonly firstEventMs: number;
  readonly importCpuMs: number;
  readonly firstEventCpuMs: number;
  readonly rssMb: number;
}

/** Medians over some fresh processes. */
export interface ColdStart extends Pick<ColdStartReport, 'importMs' | 'firstEventMs' | 'rssMb'> {
  readonly service: string;
  readonly bundleKb: number;
  /** Medians of the rounds' own ratios to the floor. */
  readonly importRatio: number;
  readonly totalRatio: number;
}

/** A function whose start is measured. */
export interface Service {
  readonly name: string;
  /** Name of the handler that the bundle exports. */
  readonly exported: string;
  readonly env: Readonly<Record<string, string>>;
}

/** No stub answers for an engine or a receiver: there the first event holds nothing that the sink wants. */
const WANTS_NOTHING = { LOG_TYPE_WHITELIST: 'nothing' };

/** The clients of S3 and DynamoDB alone, and a call of each. */
const FLOOR: Service = { name: 'floor', exported: 'floor', env: {} };

/** The functions that read a stream. */
export const SERVICES: readonly Service[] = [
  { name: 's3-sink', exported: 'sink', env: { LOG_S3_BUCKET: 'archive' } },
  { name: 'forwarders', exported: 'forward', env: { TARGET_STREAM_NAME: 'out' } },
  {
    name: 'router',
    exported: 'route',
    env: { ROUTES: JSON.stringify([{ name: 'all', types: ['*'], target: 'kinesis:out' }]) },
  },
  { name: 'es-sink', exported: 'sink', env: { ES_HOST: 'https://127.0.0.1:1', ...WANTS_NOTHING } },
  {
    name: 'fluent-sink',
    exported: 'sink',
    env: { LOG_FLUENT_SINK_ENDPOINT: '127.0.0.1:1', LOG_FLUENT_TAG: 'bench', ...WANTS_NOTHING },
  },
];

/** Starts a bundled service in a fresh process, which imports it and handles one event. */
export type StartOnce = (service: Service, bundle: Bundle) => Promise<ColdStartReport>;

/** A bundled service, ready to be started. */
interface Program {
  readonly service: Service;
  readonly bundle: Bundle;
  readonly reports: ColdStartReport[];
}

/**
 * Measures, for each service, importing its bundle and handling a first event of 100 logs in fresh processes, which
 * take turns with those of the floor, first in the list. AWS is a stub on this machine that answers at once.
 * @param folder for the event.
 * @param rounds processes of each.
 */
export async function measureColdStarts(folder: string, rounds: number): Promise<readonly ColdStart[]> {
  const programs = await Promise.all([FLOOR, ...SERVICES].map(bundleService));
  try {
    await withStarter(folder, async (start) => {
      for (let round = 0; round < rounds; round++) {
        for (const { service, bundle, reports } of programs) reports.push(await start(service, bundle));
      }
    });
    const floor = programs[0]?.reports ?? [];
    return await Promise.all(programs.map((program) => summarize(program, floor)));
  } finally {
    await Promise.all(programs.map(({ bundle }) => bundle.remove()));
  }
}

/**
 * Gives `use` a function that starts a service against a stub of AWS on this machine, with an event of 100 logs.
 * @param folder for the event.
 */
export async function withStarter<T>(folder: string, use: (start: StartOnce) => Promise<T>): Promise<T> {
  const eventFile = join(folder, 'first.json');
  await writeFile(eventFile, JSON.stringify(makeBatch('plain', 0.1)));
  const [stub, starter] = await Promise.all([startStubAws(), bundleProgram(sourceOf('first-event.ts'))]);
  try {
    return await use((service, bundle) =>
      startOnce(starter.file, [bundle.file, service.exported, eventFile], envOf(service, stub.endpoint)),
    );
  } finally {
    await Promise.all([stub.stop(), starter.remove()]);
  }
}

function sourceOf(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

async function bundleService(service: Service): Promise<Program> {
  const source = service === FLOOR ? 'floor/cold-floor.ts' : `../services/${service.name}/handler.ts`;
  return { service, bundle: await bundleProgram(sourceOf(source)), reports: [] };
}

function envOf({ env }: Service, endpoint: string): Readonly<Record<string, string>> {
  return {
    ...REQUIRED_ENV,
    ...env,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
}

async function summarize({ service, bundle, reports }: Program, floor: readonly ColdStartReport[]): Promise<ColdStart> {
  const of = (value: (report: ColdStartReport) => number): number => median(reports.map(value));
  const ratio = (value: (report: ColdStartReport) => number): number =>
    median(
      reports.flatMap((report, round) => {
        const beside = floor[round];
        return beside === undefined ? [] : [value(report) / value(beside)];
      }),
    );
  return {
    service: service.name,
    bundleKb: (await stat(bundle.file)).size / 1000,
    importMs: of(({ importMs }) => importMs),
    importRatio: ratio(({ importMs }) => importMs),
    firstEventMs: of(({ firstEventMs }) => firstEventMs),
    totalRatio: ratio(({ importMs, firstEventMs }) => importMs + firstEventMs),
    rssMb: of(({ rssMb }) => rssMb),
  };
}

async function startOnce(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ColdStartReport> {
  const child = fork(program, [...args], { env: { PATH: process.env['PATH'], ...env }, execArgv: [], silent: true });
  let stderr = '';
  child.stderr?.on('data', (text) => {
    stderr += text;
  });
  child.stdout?.resume();
  const failed = once(child, 'exit').then(([code]): never => {
    throw new Error(`the first event of ${args[0]} ended with ${code}: ${stderr.slice(-2000)}`);
  });
  // The report is what `first-event.ts` sends.
  const [report] = (await Promise.race([once(child, 'message'), failed])) as [ColdStartReport];
  await failed.catch(() => undefined);
  return report;
}
