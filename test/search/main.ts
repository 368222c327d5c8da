import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { Command, Option } from 'commander';
import { ENGINE_NAMES } from '../../local/search-engines/engines.ts';

const command = new Command('test:search')
  .description('Runs the tests on a real search engine; with OPENSEARCH_URL on the one that runs there.')
  .addOption(new Option('--engine <name>', 'engine to start').choices(ENGINE_NAMES))
  .argument('[jest options...]')
  .parse();

const { engine } = command.opts<{ engine?: string }>();
const jest = createRequire(import.meta.url).resolve('jest/bin/jest');
const { status } = spawnSync(process.execPath, [jest, 'test/search', '--verbose', ...command.args], {
  stdio: 'inherit',
  env: { ...process.env, ...(engine === undefined ? {} : { SEARCH_ENGINE: engine }) },
});
process.exitCode = status ?? 1;
