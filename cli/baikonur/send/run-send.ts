import { setTimeout as wait } from 'node:timers/promises';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { createClientOptions } from '../../../shared/aws/client-options.ts';
import { createPutRecords } from '../../../shared/aws/put-records.ts';
import { kinesisLimits } from '../../../shared/delivery/output-limits.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { printableJson, printableLines } from '../../../shared/log/printable.ts';
import type { PutRecords } from '../../../shared/pipeline/ports.ts';
import { createRetryOptions } from '../../../shared/pipeline/retry/retry-options.ts';
import { explainStreamErrors } from '../aws/explain-refusals.ts';
import { connectStage, meantStage } from '../connect.ts';
import { type Input, openInput } from '../input/open-input.ts';
import { openText } from '../input/open-text.ts';
import { readRecords } from '../input/read-records.ts';
import { countText } from '../operator/quantity.ts';
import { createProgress } from '../output/progress.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { loadDeployedStage } from '../stage.ts';
import { chooseStream, readStreamSettings } from '../stream-settings.ts';
import type { Form } from './forms.ts';
import { createPack } from './pack.ts';
import { type SendCounts, sendLines } from './send-lines.ts';
import { readSendables } from './sendable.ts';

/** Options of `baikonur send`. */
export interface SendCommandOptions {
  readonly stream?: string;
  readonly as: Form;
  readonly rate?: number;
  readonly logGroup?: string;
  readonly stage?: string;
  readonly json?: boolean;
  readonly dryRun?: boolean;
}

/** Read at once: enough lines for full calls. */
const CHUNK_BYTES = 512 * 1024;
/** Tries of a record: with pauses of up to 5 s about a quarter of a minute. */
const MAX_TRIES = 10;
const LINES_A_RECORD = 500;

const putNothing: PutRecords = async ({ records }) => records.map(() => ({ status: 'ok' }));

/** Runs `baikonur send`. @returns 1 when a line that was read has not been taken. */
export async function runSend(file: string, options: SendCommandOptions, shell: Shell): Promise<ExitCode> {
  const topology = await loadDeployedStage(meantStage(options.stage, shell.env), shell.env);
  const { name: stream, maxRecordSizeKiB } = chooseStream(topology, options.stream);
  const { schema, decode } = readStreamSettings(topology, stream, shell.env);
  const { dryRun = false, rate } = options;
  const kinesis = dryRun ? undefined : await connect(stream, topology, shell);
  const input = await openInput(file, shell, CHUNK_BYTES);
  const signal = shell.untilInterrupted();
  const progress = createProgress(shell);
  let bytesRead = 0;
  const chunks = untilAborted(input, signal, (bytes) => {
    bytesRead += bytes;
  });
  const warn = (sentence: string): void => {
    progress.clear();
    shell.stderr.write(`${printableLines(sentence)}\n`);
  };
  const opened = await openText(chunks, decode.maxDecompressedBytes);
  const { logGroup } = options;
  const records = readRecords(opened, { streamName: stream, nowMs: shell.now(), fields: schema.fields, logGroup });
  const counts = await sendLines(readSendables(records), {
    stream,
    put: kinesis === undefined ? putNothing : createPutRecords(kinesis, { timeoutMs: 30_000 }),
    retries: createRetryOptions(MAX_TRIES),
    signal,
    pack: createPack({
      form: options.as,
      fields: schema.fields,
      maxLines: rate === undefined ? LINES_A_RECORD : Math.max(1, Math.min(LINES_A_RECORD, Math.floor(rate))),
      now: shell.now,
    }),
    limits: kinesisLimits(maxRecordSizeKiB),
    ...(rate === undefined ? {} : { rate }),
    now: shell.now,
    sleep,
    warn,
    progress: ({ sent }) => progress.show(countText(sent, 'line'), input.size && bytesRead / input.size),
  });
  kinesis?.destroy();
  input.stream.destroy();
  progress.clear();
  const interrupted = signal.aborted;
  const report = options.json
    ? printableJson({ stream, ...counts, interrupted, dryRun })
    : describe(counts, stream, { dryRun, interrupted });
  shell.stdout.write(`${report}\n`);
  return counts.failed + counts.tooLarge > 0 ? 1 : 0;
}

async function connect(stream: string, topology: Topology, { env }: Shell): Promise<KinesisClient> {
  const client = new KinesisClient(createClientOptions(await connectStage(topology, env), 'KINESIS'));
  return explainStreamErrors(client, stream, topology);
}

/** The input as chunks that end, without a fault, when the signal aborts. */
async function* untilAborted(
  { stream }: Input,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  const stop = (): void => void stream.destroy();
  signal.addEventListener('abort', stop, { once: true });
  try {
    for await (const chunk of stream) {
      onBytes(chunk.length);
      yield chunk;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  // Aborted: the caller checks the signal.
  if (ms > 0) await wait(ms, undefined, { signal }).catch(() => undefined);
}

function describe(counts: SendCounts, stream: string, { dryRun = false, interrupted = false }): string {
  const { lines, sent, failed, tooLarge, records, bytes, repeats } = counts;
  const verb = dryRun ? 'would send' : 'sent';
  const parts = [
    `${verb} ${sent.toLocaleString('en-US')} of ${countText(lines, 'line')} to ${stream}, as ${countText(records, 'record')} of ${countText(bytes, 'byte')}`,
    ...(repeats > 0 ? [`${countText(repeats, 'record')} put again`] : []),
    ...(failed > 0 ? [`${countText(failed, 'line')} failed`] : []),
    ...(tooLarge > 0 ? [`${countText(tooLarge, 'line')} too large`] : []),
    ...(interrupted ? ['interrupted'] : []),
  ];
  return parts.join('; ');
}
