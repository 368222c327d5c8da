import { isNativeError } from 'node:util/types';
import { Command } from 'commander';
import { DateTime } from 'luxon';
import { printable } from '../../../shared/log/printable.ts';
import { createTools } from '../explain/create-tools.ts';
import { describeExplanation, describeTally, type Tally } from '../explain/describe.ts';
import {
  explainFrame,
  explainPayload,
  type FrameContext,
  MAX_RECORD_BYTES,
  rejectedAt,
} from '../explain/explain-frame.ts';
import type { Explained } from '../explain/explanation.ts';
import { readFrames } from '../input/frames.ts';
import { readLines } from '../input/lines.ts';
import { openInput } from '../input/open-input.ts';
import { type OpenedInput, openText } from '../input/open-text.ts';
import { createPaint } from '../output/paint.ts';
import { createOutput } from '../output/write-out.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { loadStage } from '../stage.ts';

interface ExplainOptions {
  readonly json?: boolean;
  readonly now?: string;
  readonly stage: string;
}

const HELP = `
The kind of input is detected automatically: NDJSON of logs, an event of Lambda, a CloudWatch envelope (JSON or
gzip), base64 of a KPL aggregate, gzip or zstd, and the objects that s3-sink writes. Variables of the services
(TIMESTAMP_ZONE, LOG_TYPE_FIELD, LOG_TYPE_WHITELIST, ...) are read from the environment, over those of config/.
Nothing is sent or asked anywhere.

Examples:
  $ baikonur explain logs.ndjson
  $ baikonur explain --json --now 2026-11-22T00:00:00Z < logs.ndjson
  $ TIMESTAMP_ZONE=Asia/Tokyo baikonur explain services/s3-sink/events/mixed.json
  $ gzip -cd archive.gz | baikonur explain -

Exit code: 0 when nothing is rejected, 1 when something is, 2 for wrong usage or configuration.`;

/** `baikonur explain [FILE|-]`: what happens to each entry of a file, offline. */
export function explainCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  return new Command('explain')
    .description('Say offline what happens to each log of a file: how it decodes, what is wrong with it, where it ends')
    .argument('[file]', 'a file, or - for the standard input', '-')
    .option('--json', 'one line of JSON for each entry, in order')
    .option('--now <time>', 'arrival time of entries that have none (ISO 8601)')
    .option('--stage <stage>', 'stage of config/ whose routes and sinks are used', 'dev')
    .addHelpText('after', HELP)
    .action(async (file: string, options: ExplainOptions) => end(await run(file, options, shell)));
}

async function run(file: string | undefined, options: ExplainOptions, shell: Shell): Promise<ExitCode> {
  const nowMs = readNow(options.now, shell.now);
  const tools = createTools(loadStage(options.stage), shell.env);
  const { stream } = await openInput(file, shell);
  const output = createOutput(shell.stdout);
  const paint = createPaint(shell.stdout, shell.env);
  const tally: Tally = { valid: 0, filtered: 0, rejected: 0, controlMessages: 0 };
  const input = await openText(stream, tools.maxDecompressedBytes);
  for await (const { explanations, controlMessages } of explainInput(input, {
    tools,
    routerStream: tools.routerStream,
    nowMs,
  })) {
    tally.controlMessages += controlMessages;
    for (const explanation of explanations) {
      tally[explanation.outcome]++;
      const text = options.json ? printable(JSON.stringify(explanation)) : describeExplanation(explanation, paint);
      // The reader has gone (`| head`): the rest is not counted.
      if (!(await output.write(`${text}\n`))) return tally.rejected > 0 ? 1 : 0;
    }
  }
  if (!options.json) await output.write(`${paint('bold', describeTally(tally))}\n`);
  await output.flush();
  return tally.rejected > 0 ? 1 : 0;
}

function readNow(text: string | undefined, now: () => number): number {
  if (text === undefined) return now();
  const time = DateTime.fromISO(text, { zone: 'utc' });
  if (!time.isValid) {
    throw new UsageError([
      `--now: expected a time in ISO 8601 such as 2026-11-22T00:00:00Z, got ${JSON.stringify(text)}`,
    ]);
  }
  return time.toMillis();
}

async function* explainInput(input: OpenedInput, context: FrameContext): AsyncGenerator<Explained> {
  if (input.kind === 'record') {
    yield explainPayload(input.data, 1, context);
    return;
  }
  try {
    for await (const frame of readFrames(readLines(input.chunks, MAX_RECORD_BYTES))) yield explainFrame(frame, context);
  } catch (error) {
    if (input.compression === undefined || !isCorrupt(error)) throw error;
    yield rejectedAt(
      1,
      'corrupt_compression',
      `the ${input.compression} data cannot be decompressed to its end: ${error.message}`,
    );
  }
}

/** An error of decompression in the middle of a text has a code; any other error is a bug. */
function isCorrupt(error: unknown): error is Error {
  return isNativeError(error) && 'code' in error;
}
