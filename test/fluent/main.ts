import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { buildOtelCollector } from '../../local/fluent-receivers/build-otel-collector.ts';
import { RECEIVER_KINDS } from '../../local/fluent-receivers/receiver.ts';
import { EXHAUSTIVE_VARIABLE } from '../exhaustive.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Runs the tests of fluent-sink against one receiver, or another one at `FLUENT_ENDPOINT`; or prepares them. */
const program = new Command('npm run test:fluent --')
  .description(
    'fluent-sink against real Forward receivers. FLUENT_ENDPOINT=host:port uses one that runs already: then acks are counted, nothing is read back.',
  )
  .addOption(new Option('--receiver <kind>', 'one of those that can be started here').choices([...RECEIVER_KINDS]))
  .option('--build', 'only build the OpenTelemetry collector, for the tests to come')
  .action(async ({ receiver, build }: { receiver?: string; build?: boolean }) => {
    if (build) {
      process.stderr.write('building the OpenTelemetry collector with Go, unless it is there: one to four minutes\n');
      process.stdout.write(`${await buildOtelCollector()}\n`);
      return;
    }
    const file = process.env['FLUENT_ENDPOINT'] ? 'other-receiver' : 'real-receivers';
    const picked = receiver === undefined ? { [EXHAUSTIVE_VARIABLE]: '1' } : { FLUENT_RECEIVER: receiver };
    const env = { ...process.env, ...picked };
    const args = [join(ROOT, 'node_modules/jest/bin/jest.js'), '--runTestsByPath', `test/fluent/${file}.test.ts`];
    process.exitCode = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' }).status ?? 1;
  });
await program.parseAsync();
