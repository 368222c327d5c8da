import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Command, InvalidArgumentError } from 'commander';
import { parseConfig } from '../../../services/es-sink/config.ts';
import { createClientOptions } from '../../../shared/aws/client-options.ts';
import { createReadSecret } from '../../../shared/aws/read-secret.ts';
import { connectSearch } from '../../../shared/search/connect-search.ts';
import { createIndexTemplate, type IndexTemplate } from '../../../shared/search/index-template.ts';
import { installTemplate } from '../../../shared/search/install-template.ts';
import type { CallSearch } from '../../../shared/search/search-port.ts';
import { ConfigError, type Env } from '../../../shared/settings/env-reader.ts';
import { CommandError, type ExitCode, type Shell, UsageError } from '../shell.ts';
import { loadStage } from '../stage.ts';

interface InstallOptions {
  readonly stage: string;
  readonly maxFields: number;
  readonly shards: number;
  readonly replicas?: number;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

const HELP = `
Engine, login and prefix are es-sink's at that stage; variables of the environment (ES_HOST, ES_AUTH, ...) go first.
Installing it again changes nothing. Indices that exist keep their mappings.

Examples:
  $ baikonur es install-template --stage dev --dry-run
  $ ES_HOST=http://127.0.0.1:9200 ES_AUTH=none INDEX_NAME_PREFIX=logs baikonur es install-template --stage local

Exit code: 0 created, updated or unchanged, 1 the engine refused, 2 wrong usage or configuration.`;

const toCount =
  (min: number) =>
  (text: string): number => {
    if (/^\d{1,6}$/.test(text) && Number(text) >= min) return Number(text);
    throw new InvalidArgumentError(`expected a whole number of at least ${min}, got ${JSON.stringify(text)}`);
  };

const settingsOf = (stage: string, env: Env) => {
  const deployed = loadStage(stage).functions.find(({ service }) => service === 'es-sink')?.environment;
  // What es-sink must have and the template needs not; es-sink itself may not be in config/ yet.
  const required = { FAILED_LOG_S3_BUCKET: 'none', PROGRESS_TABLE: 'none' };
  try {
    return parseConfig({ ...required, ...deployed, ...env });
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.problems);
    throw error;
  }
};

const connect = ({ common, search }: ReturnType<typeof settingsOf>, env: Env): CallSearch => {
  const ssm = new SSMClient(createClientOptions(env, 'SSM'));
  return connectSearch(search, {
    region: common.region,
    getCredentials: () => ssm.config.credentials(),
    readSecret: createReadSecret({
      secretsManager: () => new SecretsManagerClient(createClientOptions(env, 'SECRETS_MANAGER')),
      ssm: () => ssm,
    }),
  });
};

const templateOf = ({ naming, fields }: ReturnType<typeof settingsOf>, options: InstallOptions): IndexTemplate => {
  const { maxFields, shards, replicas } = options;
  if (naming.prefix === '') throw new UsageError(['INDEX_NAME_PREFIX: required for a template, but not set']);
  return createIndexTemplate({
    prefix: naming.prefix,
    fields,
    maxFields,
    shards,
    ...(replicas === undefined ? {} : { replicas }),
  });
};

const install = async (options: InstallOptions, { stdout, env }: Shell): Promise<void> => {
  const settings = settingsOf(options.stage, env);
  const template = templateOf(settings, options);
  const dryRun = options.dryRun === true;
  const result = await installTemplate(connect(settings, env), template, { dryRun });
  if (result.status === 'failed') throw new CommandError(result.error);
  const { name, status } = result;
  const url = settings.search.url;
  const sentence = dryRun ? `template ${name} on ${url} would be ${status}` : `template ${name} on ${url}: ${status}`;
  stdout.write(options.json ? `${JSON.stringify({ name, status, url, dryRun })}\n` : `${sentence}\n`);
};

/** `baikonur es`: what is to be done on es-sink's search engine by hand. */
export const esCommand = (shell: Shell, end: (code: ExitCode) => void): Command =>
  new Command('es').description("prepare es-sink's search engine").addCommand(
    new Command('install-template')
      .description('install the index template of es-sink’s indices')
      .requiredOption('--stage <stage>', 'a stage of config/stages')
      .option('--max-fields <count>', 'most fields an index may have', toCount(1), 1_000)
      .option('--shards <count>', 'primary shards of an index', toCount(1), 1)
      .option('--replicas <count>', "replicas of a shard; default: the engine's own", toCount(0))
      .option('--dry-run', 'look only, and say what would be done')
      .option('--json', 'the answer as one JSON object')
      .addHelpText('after', HELP)
      .action(async (options: InstallOptions) => {
        await install(options, shell);
        end(0);
      }),
  );
