import { Command, InvalidArgumentError } from 'commander';
import { isTypePattern } from '../../../shared/log/type-pattern.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { SINCE_FORMS } from '../tail/read-since.ts';
import type { TailOptions } from '../tail/run-tail.ts';

const HELP = `
On a terminal entries are shown for people; in a pipe, or with --json, each is its original text on a line (NDJSON),
and what is no JSON is reported on the standard error. Without --stage it is the local AWS where AWS_ENDPOINT_URL is set,
else stage dev and its account. Ctrl-C ends it.

Examples:
  $ baikonur tail --stage local
  $ baikonur tail archive --stage local --type 'app*' --type audit
  $ baikonur tail --stage dev --since 10m | jq .message
  $ baikonur tail my-stream --since start --limit 100 > sample.ndjson

Exit code: 0 after Ctrl-C or --limit, 1 when the stream cannot be read, 2 for wrong usage or configuration.`;

/** `baikonur tail [STREAM]`: the logs of a stream as they arrive. */
export function tailCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  return new Command('tail')
    .description('Follow a stream: its logs, decoded, as they arrive')
    .argument('[stream]', "a stream of config/ or of the account (default: the router's)")
    .option('--type <type>', 'only logs of this type (NAME, PREFIX* or *); may be repeated', addType)
    .option('--since <when>', SINCE_FORMS)
    .option('--limit <entries>', 'end after this number of entries', readLimit)
    .option('--stage <stage>', 'stage of config/')
    .option('--json', 'NDJSON on a terminal too')
    .addHelpText('after', HELP)
    .action(async (stream: string | undefined, options: TailOptions) => {
      // The SDK is loaded only when it is needed.
      const { runTail } = await import('../tail/run-tail.ts');
      end(await runTail(stream, options, shell));
    });
}

function addType(text: string, types: readonly string[] = []): readonly string[] {
  if (isTypePattern(text)) return [...types, text];
  throw new InvalidArgumentError(`expected NAME, PREFIX* or *, got ${JSON.stringify(text)}`);
}

function readLimit(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`expected a whole number above 0, got ${JSON.stringify(text)}`);
}
