import { fork } from 'node:child_process';
import { once } from 'node:events';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBatch } from './batches/make-batches.ts';
import { bundleProgram } from './bundle-side.ts';
import { median } from './measure.ts';
import { startStubAws } from './stub-aws.ts';
import { REQUIRED_ENV } from './works/pipeline-run.ts';

/** Wall-clock times of one fresh process. */
export interface ColdStartReport {
  readonly importMs: number;
  readonly firstEventMs: number;
  readonly rssMb: number;
}

/** Medians over some fresh processes. */
export interface ColdStart extends ColdStartReport {
  readonly service: string;
  readonly bundleKb: number;
}

interface Service {
  readonly name: string;
  /** Name of the handler that the bundle exports. */
  readonly exported: string;
  readonly env: Readonly<Record<string, string>>;
}

/** No stub answers for an engine or a receiver: there the first event holds nothing that the sink wants. */
const WANTS_NOTHING = { LOG_TYPE_WHITELIST: 'nothing' };

const SERVICES: readonly Service[] = [
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

const PROCESSES = 5;

/**
 * Measures, for each service, importing its bundle and handling a first event of 100 logs in fresh processes. AWS is
 * a stub on this machine that answers at once.
 * @param folder for the event.
 */
export async function measureColdStarts(folder: string): Promise<readonly ColdStart[]> {
  const eventFile = join(folder, 'first.json');
  await writeFile(eventFile, JSON.stringify(makeBatch('plain', 0.1)));
  const stub = await startStubAws();
  const program = await bundleProgram(sourceOf('first-event.ts'));
  try {
    const starts: ColdStart[] = [];
    for (const service of SERVICES) {
      starts.push(await measureService(service, { program: program.file, eventFile, endpoint: stub.endpoint }));
    }
    return starts;
  } finally {
    await Promise.all([program.remove(), stub.stop()]);
  }
}

function sourceOf(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}

async function measureService(
  { name, exported, env }: Service,
  options: { readonly program: string; readonly eventFile: string; readonly endpoint: string },
): Promise<ColdStart> {
  const bundle = await bundleProgram(sourceOf(`../services/${name}/handler.ts`));
  const all = {
    ...REQUIRED_ENV,
    ...env,
    AWS_ENDPOINT_URL: options.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
  try {
    const reports: ColdStartReport[] = [];
    for (let count = 0; count < PROCESSES; count++) {
      reports.push(await startOnce(options.program, [bundle.file, exported, options.eventFile], all));
    }
    return {
      service: name,
      bundleKb: (await stat(bundle.file)).size / 1000,
      importMs: median(reports.map(({ importMs }) => importMs)),
      firstEventMs: median(reports.map(({ firstEventMs }) => firstEventMs)),
      rssMb: median(reports.map(({ rssMb }) => rssMb)),
    };
  } finally {
    await bundle.remove();
  }
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
