import { parseArgs } from 'node:util';
import { BATCH_NAMES } from '../../bench/batches/make-batches.ts';
import { bundleProgram } from '../../bench/bundle-side.ts';
import { INPUTS } from './inputs.ts';
import { mutateRecords } from './mutate-records.ts';
import { runFullEvents } from './run-full-events.ts';
import { runInput } from './run-input.ts';
import { rowOf, TABLE_HEAD, writeTable } from './table.ts';

const USAGE = `Hostile records: each input, alone and twenty to an event, through each service at several memory sizes.

  npm run test:hostile                    all inputs; ends with 1 where a process died, was too slow or too late
  npm run test:hostile -- --input KPL     inputs whose name contains this
  npm run test:hostile -- --mutated 1000000   so many mutated records through each service's handler instead
  npm run test:hostile -- --full --memory 256   events of 6 MB of each standard batch through each service instead: memory that is left
  npm run test:hostile -- --write         writes their lines in the table of docs/reliability.md

At the least memory each input runs through each service; at the others through one, in turn. --all: through each.
  --works NAME,…   --memory MB,…   --verbose: a line a process
`;

const { values } = parseArgs({
  options: {
    works: { type: 'string', default: 's3-sink,forwarders,router,es-sink,fluent-sink-json' },
    memory: { type: 'string', default: '256,512,1024' },
    input: { type: 'string', default: '' },
    mutated: { type: 'string' },
    full: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    all: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    verbose: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const INPUT_NAMES = INPUTS.map(({ name }) => name);
process.exitCode = await start();

async function start(): Promise<number> {
  if (values.help) return help();
  if (values.full) return runFull();
  return values.mutated === undefined ? main() : runMutated(Number(values.mutated), Number(values.seed));
}

function help(): number {
  process.stdout.write(USAGE);
  return 0;
}

async function runFull(): Promise<number> {
  const bundle = await bundleProgram(`${import.meta.dirname}/full-event.ts`);
  const [memoryMb = 256] = values.memory.split(',').map(Number);
  let failures = 0;
  process.stdout.write(
    `| batch | service | event, MB | invocations | longest, s | peak RSS, MB | left of ${memoryMb} MB |\n`,
  );
  process.stdout.write('| --- | --- | ---: | ---: | ---: | ---: | ---: |\n');
  for (const batch of BATCH_NAMES) {
    for (const work of values.works.split(',')) {
      for (const row of runFullEvents(batch, { program: bundle.file, works: [work], memoryMb })) {
        const cells = [batch, work, row.eventMb, row.invocations, (row.longestMs / 1000).toFixed(1), row.peakRssMb];
        process.stdout.write(`| ${cells.join(' | ')} | ${row.marginMb} |\n`);
        if (row.marginMb < 0) failures++;
      }
    }
  }
  await bundle.remove();
  return failures === 0 ? 0 : 1;
}

async function runMutated(count: number, seed: number): Promise<number> {
  const report = await mutateRecords(count, seed);
  const [before, after] = report.memoryMb;
  for (const failure of report.failures) process.stderr.write(`${failure}\n`);
  const memory = `memory ${before} MB after nine tenths, ${after} MB at the end, peak RSS ${report.peakRssMb} MB`;
  process.stdout.write(`${report.records} records through ${report.services.join(', ')}: ${memory}\n`);
  process.stdout.write(`${report.failures.length} failures\n`);
  return report.failures.length === 0 ? 0 : 1;
}

async function main(): Promise<number> {
  const bundle = await bundleProgram(`${import.meta.dirname}/invocation.ts`);
  const memories = values.memory.split(',').map(Number);
  const works = values.works.split(',');
  const rows: string[] = [];
  let failures = 0;
  process.stdout.write(TABLE_HEAD);
  for (const input of INPUTS.filter(({ name }) => name.includes(values.input))) {
    const inTurn = works.slice(INPUTS.indexOf(input) % works.length).slice(0, 1);
    const outcomes = memories.flatMap((memoryMb, index) =>
      runInput(input, { program: bundle.file, works: index === 0 || values.all ? works : inTurn, memoryMb }),
    );
    if (values.verbose) for (const outcome of outcomes) process.stdout.write(`${JSON.stringify(outcome)}\n`);
    for (const { problem, work, memoryMb } of outcomes) {
      if (problem === undefined) continue;
      failures++;
      process.stderr.write(`${input.name}, ${work}, ${memoryMb} MB: ${problem}\n`);
    }
    const row = rowOf(input.name, outcomes);
    rows.push(row);
    process.stdout.write(row);
    // Line by line: a run takes long, and may be stopped.
    if (values.write) writeTable([row], INPUT_NAMES);
  }
  await bundle.remove();
  process.stdout.write(`\n${rows.length} inputs, ${failures} failures\n`);
  return failures === 0 ? 0 : 1;
}
