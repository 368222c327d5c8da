import { Command, Option } from 'commander';
import { DateTime } from 'luxon';
import { printableJson } from '../../../shared/log/printable.ts';
import { createTools, type StageTools } from '../explain/create-tools.ts';
import { describeExplanation, describeTally, type Tally } from '../explain/describe.ts';
import { explainPiece } from '../explain/explain-piece.ts';
import type { Explanation } from '../explain/explanation.ts';
import { UNKNOWN_GROUP } from '../input/log-events.ts';
import { openInput } from '../input/open-input.ts';
import { openText } from '../input/open-text.ts';
import { type Piece, readRecords } from '../input/read-records.ts';
import { createPaint } from '../output/paint.ts';
import { createOutput } from '../output/write-out.ts';
import { type ExitCode, type Shell, UsageError } from '../shell.ts';
import { loadStage } from '../stage.ts';

interface ExplainOptions {
  readonly json?: boolean;
  readonly now?: string;
  readonly stage: string;
  readonly strict?: boolean;
  readonly only?: (typeof ONLY)[number];
  readonly logGroup?: string;
}

const ONLY = ['rejected', 'refused', 'filtered'] as const;

const GROUP_HINT =
  'some messages are no JSON; the output of aws logs does not hold the log group, on which wrapAs depends: add --log-group <name>';

const HELP = `
The kind of input is detected automatically: NDJSON of logs, dead letters, an event of Lambda (Kinesis, CloudWatch
Logs, Firehose), the output of aws kinesis get-records and aws logs filter-log-events, a CloudWatch envelope (JSON or
gzip), base64 of a KPL aggregate, gzip or zstd, and the objects that s3-sink writes. Variables of the services
(TIMESTAMP_ZONE, LOG_TYPE_FIELD, LOG_TYPE_WHITELIST, ...) are read from the environment, over those of config/.
Nothing is sent or asked anywhere.

Examples:
  $ baikonur explain logs.ndjson
  $ baikonur explain --json --now 2026-11-22T00:00:00Z < logs.ndjson
  $ TIMESTAMP_ZONE=Asia/Tokyo baikonur explain services/s3-sink/events/mixed.json
  $ aws s3 cp s3://bucket/failed/....ndjson.gz - | baikonur explain --only rejected

Exit code: 0 when nothing is rejected, 1 when something is (with --strict also when something is refused), 2 for wrong usage or configuration.`;

/** `baikonur explain [FILE|-]`: what happens to each entry of a file, offline. */
export function explainCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  return new Command('explain')
    .description('Say offline what happens to each log of a file: how it decodes, what is wrong with it, where it ends')
    .argument('[file]', 'a file, or - for the standard input', '-')
    .option('--json', 'one line of JSON for each entry, in order')
    .option('--now <time>', 'arrival time of entries that have none (ISO 8601)')
    .option('--stage <stage>', 'stage of config/ whose routes and sinks are used', 'dev')
    .option('--log-group <name>', 'log group of events that aws logs printed: wrapAs depends on it')
    .option('--strict', 'exit code 1 also when a destination refuses a valid log')
    .addOption(new Option('--only <kind>', 'show only these entries; the sums count all').choices(ONLY))
    .addHelpText('after', HELP)
    .action(async (file: string, options: ExplainOptions) => end(await run(file, options, shell)));
}

async function run(file: string | undefined, options: ExplainOptions, shell: Shell): Promise<ExitCode> {
  const nowMs = readNow(options.now, shell.now);
  const tools = createTools(loadStage(options.stage), shell.env);
  const { stream } = await openInput(file, shell);
  const input = await openText(stream, tools.maxDecompressedBytes);
  const tally: Tally = { valid: 0, refused: 0, filtered: 0, rejected: 0, controlMessages: 0 };
  const { routerStream: streamName, fields } = tools;
  const { logGroup } = options;
  await write(readRecords(input, { streamName, nowMs, fields, logGroup }), { tools, tally, options, shell });
  return tally.rejected > 0 || (options.strict === true && tally.refused > 0) ? 1 : 0;
}

interface WriteOptions {
  readonly tools: StageTools;
  readonly tally: Tally;
  readonly options: ExplainOptions;
  readonly shell: Shell;
}

/** Writes each entry, and at the end the sums; counts into the tally. */
async function write(input: AsyncIterable<readonly Piece[]>, { tools, tally, options, shell }: WriteOptions) {
  const output = createOutput(shell.stdout);
  const paint = createPaint(shell.stdout, shell.env);
  let isGroupAsked = false;
  for await (const piece of flatten(input)) {
    const { explanations, controlMessages } = explainPiece(piece, tools);
    tally.controlMessages += controlMessages;
    for (const explanation of explanations) {
      isGroupAsked ||= needsGroup(explanation);
      const kinds = kindsOf(explanation);
      for (const kind of kinds) tally[kind]++;
      if (options.only !== undefined && !kinds.includes(options.only)) continue;
      const text = options.json ? printableJson(explanation) : describeExplanation(explanation, paint);
      // The reader has gone (`| head`): the rest is not counted.
      if (!(await output.write(`${text}\n`))) return;
    }
  }
  if (!options.json) await output.write(`${paint('bold', describeTally(tally))}\n`);
  await output.flush();
  if (isGroupAsked) shell.stderr.write(`${GROUP_HINT}\n`);
}

/** Whether it is a text that `wrapAs` would make a log of, if the log group were known. */
function needsGroup({ reason, cloudwatch }: Explanation): boolean {
  return reason === 'not_json' && cloudwatch?.logGroup === UNKNOWN_GROUP;
}

async function* flatten(lists: AsyncIterable<readonly Piece[]>): AsyncGenerator<Piece> {
  for await (const pieces of lists) yield* pieces;
}

/** A valid entry may be refused by one of its destinations as well. */
function kindsOf({ outcome, refusals = [] }: Explanation): readonly Exclude<keyof Tally, 'controlMessages'>[] {
  return outcome === 'valid' && refusals.length > 0 ? ['valid', 'refused'] : [outcome];
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
