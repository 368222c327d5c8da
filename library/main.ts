import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { apiReport } from './build/api-report.ts';
import { buildPackage } from './build/build-package.ts';
import { LIBRARY } from './build/entry-points.ts';
import { measureSizes } from './build/sizes.ts';
import { bench } from './measure/bench.ts';
import { fuzz } from './measure/fuzz.ts';
import { benchTable, fuzzTable, sizesTable, writeTable } from './measure/readme-tables.ts';

/** Memory that the run of random inputs may take above that of an idle process. */
const MAX_PEAK_MB = 300;
const API = join(LIBRARY, 'API.md');

const program = new Command('library').description('Builds and measures the package of the library.');

program
  .command('build')
  .description('writes dist, as `npm pack` does')
  .option('--folder <path>', 'the folder of the package', LIBRARY)
  .action(({ folder }: { folder: string }) => buildPackage(folder));

program
  .command('api')
  .description('compares the API with API.md')
  .option('--write', 'writes API.md')
  .action(({ write }: { write?: boolean }) => {
    buildPackage(LIBRARY);
    const report = apiReport(LIBRARY);
    if (write) writeFileSync(API, report);
    else if (report !== readFileSync(API, 'utf8')) program.error('the API is not that of API.md: --write writes it');
  });

program
  .command('sizes')
  .description('prints the bytes of each entry point, bundled and minified')
  .option('--write', 'writes them into README.md')
  .action(async ({ write }: { write?: boolean }) => {
    buildPackage(LIBRARY);
    show('sizes', sizesTable(await measureSizes(LIBRARY)), write);
  });

program
  .command('fuzz')
  .description('gives random and mutated inputs to all that decodes; fails when something throws')
  .option('--inputs <count>', 'how many', Number, 1_000_000)
  .option('--seed <number>', 'the same seed gives the same inputs', Number, 1)
  .option('--write', 'writes the table into README.md')
  .action(async ({ inputs, seed, write }: { inputs: number; seed: number; write?: boolean }) => {
    const report = await fuzz(inputs, seed);
    show('fuzz', fuzzTable(report, machine()), write);
    for (const problem of report.problems) console.error(problem);
    if (report.peakMb > MAX_PEAK_MB) console.error(`memory: ${report.peakMb} MB, more than ${MAX_PEAK_MB}`);
    if (report.problems.length > 0 || report.peakMb > MAX_PEAK_MB) process.exitCode = 1;
  });

program
  .command('bench')
  .description('compares the CPU time with that of aws-kinesis-agg')
  .option('--rounds <count>', 'of each row', Number, 15)
  .option('--write', 'writes the table into README.md')
  .action(async ({ rounds, write }: { rounds: number; write?: boolean }) => {
    show(
      'bench',
      benchTable(
        await bench(rounds),
        `Median of ${rounds} rounds in turn; the ratio is the median of the rounds' ratios. ${machine()}`,
      ),
      write,
    );
  });

await program.parseAsync();

function show(name: Parameters<typeof writeTable>[0], table: string, write = false): void {
  console.log(table);
  if (write) writeTable(name, table);
}

function machine(): string {
  return `Node ${process.versions.node}, ${cpus()[0]?.model.trim()}.`;
}
