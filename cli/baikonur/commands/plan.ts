import { Command } from 'commander';
import type { ExitCode, Shell } from '../shell.ts';

const HELP = `
The rate is what arrives at the router's stream, evenly. Without --mix every route and forwarder takes all of it. Nothing is
called on AWS, except with --measure: then the rates are those that CloudWatch counted on each stream. Prices have a Region and a date (cli/baikonur/plan/prices.json); one that is not known is said, and is not in
the sum.

Examples:
  $ baikonur plan --rate 5MB/s --size 600
  $ baikonur plan --rate 40GB/day --mix types.yml --json     # types.yml: "app.web: 3", "access: { share: 1, bytes: 250 }"
  $ baikonur plan --stage prod --measure 7d
  $ baikonur plan --diff HEAD~1 --sample logs.ndjson

Exit code: 0 done, 1 (with --diff) something is replaced or deleted and logs may be lost, 2 wrong usage or configuration.`;

/** `baikonur plan`: what a stage costs at a rate, and what a change of `config/` does. */
export function planCommand(shell: Shell, end: (code: ExitCode) => void): Command {
  return new Command('plan')
    .description('Say what a stage costs at a rate, and what a change of config/ makes, removes and costs')
    .option('--stage <stage>', 'stage of config/', 'dev')
    .option('--rate <rate>', 'bytes that arrive, such as 5MB/s or 40GB/day; without it: the stage is idle')
    .option('--size <bytes>', 'bytes of a log', '1000')
    .option('--mix <file>', 'types with their share of the logs, and sizes (YAML)')
    .option(
      '--measure <period>',
      'in place of a rate: what arrived in the last hours or days, such as 7d, by CloudWatch',
    )
    .option('--wait-ms <ms>', 'time that an invocation waits for AWS: see the duration of yours', '100')
    .option('--prices <file>', 'prices that override those of the project (JSON of the same form)')
    .option('--diff <revision>', 'compare config/ with that of a revision of git')
    .option('--sample <file>', 'with --diff: logs, to say which of them will go elsewhere')
    .option('--json', 'one JSON document')
    .addHelpText('after', HELP)
    .action(async (options) => {
      // The SDK is loaded only when it is needed.
      const { runPlan } = await import('../plan/run-plan.ts');
      end(await runPlan(options, shell));
    });
}
