import { Command, InvalidArgumentError } from 'commander';
import type { InstallOptions } from '../es/run-install.ts';
import type { ExitCode, Shell } from '../shell.ts';

const HELP = `
Engine, login and prefix are es-sink's at that stage; variables of the environment (ES_HOST, ES_AUTH, ...) go first.
Installing it again changes nothing. Indices that exist keep their mappings. With ES_TARGET=data_stream the template is for
data streams, and OpenSearch gets a policy that rolls them over.

Examples:
  $ baikonur es install-template --stage dev --dry-run
  $ ES_HOST=http://127.0.0.1:9200 ES_AUTH=none INDEX_NAME_PREFIX=logs baikonur es install-template --stage local

Exit code: 0 created, updated or unchanged, 1 the engine refused, 2 wrong usage or configuration.`;

/** `baikonur es`: manual work on the search engine of es-sink. */
export function esCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  return new Command('es').description("prepare es-sink's search engine").addCommand(
    new Command('install-template')
      .description('install the index template of es-sink’s indices')
      .requiredOption('--stage <stage>', 'a stage of config/stages')
      .option('--max-fields <count>', 'most fields an index may have', toCount(1), 1_000)
      .option('--shards <count>', 'primary shards of an index', toCount(1), 1)
      .option('--replicas <count>', "replicas of a shard; default: the engine's own", toCount(0))
      .option(
        '--rollover-days <days>',
        'of data streams: days after which a backing index is followed by another',
        toCount(1),
        1,
      )
      .option('--rollover-gb <gb>', 'of data streams: size of a shard after which it is, in GiB', toCount(1), 30)
      .option(
        '--delete-after-days <days>',
        'of data streams: days after which old backing indices are deleted; default: never',
        toCount(1),
      )
      .option('--dry-run', 'change nothing; say what would be done')
      .option('--json', 'the answer as one JSON object')
      .addHelpText('after', HELP)
      .action(async (options: InstallOptions) => {
        // The engine's client is loaded only when it is needed.
        const { runInstall } = await import('../es/run-install.ts');
        await runInstall(options, shell);
        end(0);
      }),
  );
}

function toCount(min: number) {
  return (text: string): number => {
    if (/^\d{1,6}$/.test(text) && Number(text) >= min) return Number(text);
    throw new InvalidArgumentError(`expected a whole number of at least ${min}, got ${JSON.stringify(text)}`);
  };
}
