import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { startStageServer } from '../../cli/baikonur/redrive/testing/stage-server.ts';
import { connectionEnv } from '../../local/stack/connection.ts';
import { LOCAL_CREDENTIALS } from '../../shared/deploy/local-endpoint.ts';
import type { RedriveEvent } from '../../shared/pipeline/redrive/redrive-event.ts';
import { shortOrLong } from '../exhaustive.ts';
import { PEAK_REPORT } from './peak-memory.ts';

const ROOT = join(__dirname, '../..');
const NODE = join(ROOT, 'node_modules/node/bin/node');
const SINK = 'baikonur-local-s3-sink-sink';
const LIMIT_MS = 900_000;
/** Heap in MB in which the command must get along, whatever it puts back. */
const HEAP_MB = 80;

type Objects = ReadonlyMap<string, Buffer>;

/** One dead letter of about 1 KB. */
function deadLetter(id: string): string {
  const data = JSON.stringify({ log_type: 'app', log_id: id, time: '2026-11-20T10:00:00Z', text: 'x'.repeat(600) });
  const fields = { identity: `stream/shard/${id}`, function: SINK, target: '-', stage: 'local', reason: 'bad_time' };
  return `${JSON.stringify({ ...fields, logType: 'app', arrivedAt: '2026-11-20T10:00:00Z', partitionKey: 'k', data })}\n`;
}

function keyOf(name: string): string {
  return `failed/${SINK}/-/bad_time/app/2026/11/20/10/${name}.ndjson.gz`;
}

function manySmall(count: number): Objects {
  const name = (index: number): string => String(index).padStart(6, '0');
  return new Map(
    Array.from({ length: count }, (_, index) => [keyOf(name(index)), Buffer.from(deadLetter(name(index)))]),
  );
}

function oneLarge(bytes: number): Objects {
  const body = Buffer.alloc(bytes, ' ');
  let at = 0;
  for (let index = 0; ; index++) {
    const line = deadLetter(`${index}`);
    if (at + line.length > bytes) break;
    at += body.write(line, at);
  }
  return new Map([[keyOf('large'), body.subarray(0, at)]]);
}

/** Redrives all objects in a process of its own; the function takes whatever comes. */
async function redrive(objects: Objects) {
  const server = await startStageServer(Date.now);
  let delivered = 0;
  server.invoke = async (_name, payload) => {
    const { form, records }: RedriveEvent = JSON.parse(payload);
    delivered += records.length;
    const counts = { delivered: 1 };
    return { payload: { form, outcomes: records.map(({ identity }) => ({ identity, status: 'delivered', counts })) } };
  };
  for (const [key, body] of objects) server.objects.set(key, { body, writtenAtMs: 0 });
  const args = ['redrive', '--stage', 'local', '--run', '--yes', '--json'];
  const flags = [`--max-old-space-size=${HEAP_MB}`, '--import', PEAK_REPORT];
  const env = connectionEnv({ endpoint: server.endpoint, region: 'us-east-1', ...LOCAL_CREDENTIALS });
  const child = spawn(NODE, [...flags, join(ROOT, 'cli/baikonur/main.ts'), ...args], { cwd: ROOT, env });
  const [out, err] = [text(child.stdout), text(child.stderr)];
  const [code, signal] = await once(child, 'exit');
  const left = [...server.objects.keys()].filter((key) => key.startsWith(`failed/${SINK}/`)).length;
  await server.close();
  const [stdout, stderr] = [await out, await err];
  // It may have died: of its heap, or of the machine.
  if (stdout === '') throw new Error(`exit code ${code}, ${signal}: ${stderr.slice(-2_000)}`);
  return { code, report: JSON.parse(stdout), delivered, left, peakMb: Number(/\d+$/.exec(stderr)?.[0]) / 1024 };
}

it.each([
  [`${shortOrLong(100, 1_000)} objects of one dead letter`, () => manySmall(shortOrLong(100, 1_000))],
  [`one object of ${shortOrLong(10, 200)} MB`, () => oneLarge(shortOrLong(10, 200) * 1e6)],
])(
  '%s: all are put back in bounded memory',
  async (name, make) => {
    const { code, report, delivered, left, peakMb } = await redrive(make());
    expect({ code, left, ...report }).toMatchObject({ code: 0, left: 0, delivered, sentAgain: 0, problems: [] });
    expect(delivered).toBeGreaterThanOrEqual(100);
    process.stderr.write(`${name}: ${delivered} logs, at most ${peakMb.toFixed(0)} MB\n`);
    expect(peakMb).toBeLessThan(300);
  },
  LIMIT_MS,
);
