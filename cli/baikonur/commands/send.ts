import { Command, InvalidArgumentError, Option } from 'commander';
import { FORMS } from '../send/forms.ts';
import type { SendCommandOptions } from '../send/run-send.ts';
import type { ExitCode, Shell } from '../shell.ts';

const HELP = `
Each line goes as it is; blank ones are left out. Dead letters, events of Lambda, the output of aws kinesis get-records
and files in gzip or zstd are read as explain reads them: each of their records goes as it is. The partition key is the
record's own where the input has one, else the log id, else the line's number. Records that the stream refuses for now
are put again, alone. Without --stage it is the local AWS where AWS_ENDPOINT_URL is set, else
stage dev and its account. Ctrl-C ends it with the counts.

Examples:
  $ baikonur send --stage local logs.ndjson
  $ aws s3 cp s3://bucket/failed/....ndjson.gz - | baikonur send --stage dev
  $ my-app | baikonur send --stage dev --rate 100 -
  $ baikonur send --as kpl --stream my-stream --json logs.ndjson
  $ baikonur send --as cloudwatch --dry-run logs.ndjson

Exit code: 0 when every line that was read has been taken, 1 when one was not, 2 for wrong usage or configuration.`;

/** `baikonur send [FILE|-]`: puts the records of a file on a stream. */
export function sendCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  return new Command('send')
    .description('Put the records of a file, mostly its lines, on a stream')
    .argument('[file]', 'a file, or - for the standard input', '-')
    .option('--stream <stream>', "a stream of config/ or of the account (default: the router's)")
    .addOption(new Option('--as <form>', 'how lines are packed into records').choices(FORMS).default('plain'))
    .option('--log-group <name>', 'log group of events that aws logs printed')
    .option('--rate <lines>', 'lines a second', readRate)
    .option('--stage <stage>', 'stage of config/')
    .option('--dry-run', 'read and count, send nothing')
    .option('--json', 'the counts as one line of JSON')
    .addHelpText('after', HELP)
    .action(async (file: string, options: SendCommandOptions) => {
      // The SDK is loaded only when it is needed.
      const { runSend } = await import('../send/run-send.ts');
      end(await runSend(file, options, shell));
    });
}

function readRate(text: string): number {
  const rate = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && rate > 0 && rate <= 1e6) return rate;
  throw new InvalidArgumentError(`expected lines a second, a number above 0, got ${JSON.stringify(text)}`);
}
