import { setTimeout as wait } from 'node:timers/promises';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { createClientOptions } from '../../../shared/aws/client-options.ts';
import { createDecoder } from '../../../shared/log/decode/decode-records.ts';
import { ALL_PARTS } from '../../../shared/log/decode/decoder-parts.ts';
import type { StreamRecord } from '../../../shared/log/decode/kinesis-event.ts';
import { printableLines } from '../../../shared/log/printable.ts';
import { createValidator } from '../../../shared/log/schema.ts';
import { createTimeParser } from '../../../shared/log/timestamp/parse-time.ts';
import { compileTypePatterns } from '../../../shared/log/type-pattern.ts';
import { explainStreamErrors } from '../aws/explain-refusals.ts';
import { connectStage, meantStage } from '../connect.ts';
import { countText } from '../operator/quantity.ts';
import { createPaint } from '../output/paint.ts';
import { createOutput, type Output } from '../output/write-out.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { loadDeployedStage } from '../stage.ts';
import { chooseStream, readStreamSettings } from '../stream-settings.ts';
import { followStream } from './follow-stream.ts';
import { createPresenter, type Presented } from './present.ts';
import { readSince, SINCE_FORMS } from './read-since.ts';
import { createStreamReader } from './stream-reader.ts';

/** Options of `baikonur tail`. */
export interface TailOptions {
  readonly type?: readonly string[];
  readonly since?: string;
  readonly limit?: number;
  readonly stage?: string;
  readonly json?: boolean;
}

/** Runs `baikonur tail` until its signal, its limit or its reader ends it. */
export async function runTail(stream: string | undefined, options: TailOptions, shell: Shell): Promise<ExitCode> {
  const from = readSince(options.since, shell.now());
  if (from === undefined) {
    throw new UsageError([`--since: expected ${SINCE_FORMS}, not in the future; got ${JSON.stringify(options.since)}`]);
  }
  const topology = await loadDeployedStage(meantStage(options.stage, shell.env), shell.env);
  const { name } = chooseStream(topology, stream);
  const { schema, decode } = readStreamSettings(topology, name, shell.env);
  const parseTime = createTimeParser(schema.timestamps);
  const present = createPresenter({
    decode: createDecoder({
      parts: ALL_PARTS,
      ...decode,
      fields: schema.fields,
      optionalFields: schema.optionalFields,
    }),
    validate: createValidator({ ...schema, parseTime }),
    ...(options.type === undefined ? {} : { takesType: compileTypePatterns(options.type) }),
    form: shell.stdout.isTTY === true && !options.json ? 'pretty' : 'ndjson',
    paint: createPaint(shell.stdout, shell.env),
  });
  const client = new KinesisClient(createClientOptions(await connectStage(topology, shell.env), 'KINESIS'));
  const kinesis = explainStreamErrors(client, name, topology);
  const output = createOutput(shell.stdout);
  const done = new AbortController();
  const write = createWriter(output, shell, options.limit ?? Number.POSITIVE_INFINITY, () => done.abort());
  const warn = (sentence: string): void => void shell.stderr.write(`${printableLines(sentence)}\n`);
  try {
    await followStream({
      reader: createStreamReader(kinesis, name, from, shell.now),
      from,
      onRecords: (records: readonly StreamRecord[]) => write(present(records)),
      onReady: (shards) => warn(`following ${name}, ${countText(shards, 'shard')}`),
      warn,
      sleep,
      signal: AbortSignal.any([shell.untilInterrupted(), output.closed, done.signal]),
    });
  } finally {
    kinesis.destroy();
  }
  return 0;
}

/** Writes what is presented, up to the limit; `stop` once that is reached. */
function createWriter(output: Output, shell: Shell, limit: number, stop: () => void) {
  let shown = 0;
  return async ({ lines, notes }: Presented): Promise<void> => {
    for (const note of notes) shell.stderr.write(`${note}\n`);
    const wanted = lines.slice(0, limit - shown);
    shown += wanted.length;
    if (wanted.length > 0) await output.write(`${wanted.join('\n')}\n`);
    await output.flush();
    if (shown >= limit) stop();
  };
}

async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  // Aborted: the caller checks the signal.
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
