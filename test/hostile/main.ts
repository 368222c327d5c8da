import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { INPUTS } from './inputs.ts';
import type { HostileReport } from './invocation.ts';

/*
 * `npm run test:hostile`: each hostile input, alone and twenty to an event, through each service at several memory sizes,
 * one process each. Prints a table, and ends with 1 where a process died or took too long.
 */
const { values } = parseArgs({
  options: {
    works: { type: 'string', default: 's3-sink,forwarders,router,es-sink,fluent-sink-message,fluent-sink-json' },
    memory: { type: 'string', default: '256,512,1024' },
    counts: { type: 'string', default: '1,20' },
    input: { type: 'string', default: '' },
  },
});
const PROGRAM = join(import.meta.dirname, 'invocation.ts');
/** Half of the time-out of 60 s. */
const MAX_MS = 30_000;
const MAX_INVOCATIONS = 2;
let failures = 0;

process.stdout.write('| input | service | memory MB | records | invocations | longest ms | peak RSS MB | result |\n');
process.stdout.write('| --- | --- | --- | --- | --- | --- | --- | --- |\n');
const folder = mkdtempSync(join(tmpdir(), 'hostile-'));
const file = join(folder, 'record');
for (const [input, make] of Object.entries(INPUTS).filter(([name]) => name.includes(values.input))) {
  writeFileSync(file, make());
  for (const work of values.works.split(',')) {
    for (const memory of values.memory.split(',')) {
      for (const count of values.counts.split(',')) runOne(input, work, memory, count);
    }
  }
}
rmSync(folder, { recursive: true });
process.exitCode = failures > 0 ? 1 : 0;

function runOne(input: string, work: string, memory: string, count: string): void {
  // As Lambda's runtime sizes the heap.
  const flags = [
    `--max-old-space-size=${Math.floor(Number(memory) * 0.9)}`,
    `--max-semi-space-size=${Math.floor(Number(memory) * 0.05)}`,
  ];
  const { stdout, status, signal } = spawnSync(process.execPath, [...flags, PROGRAM, work, file, count], {
    encoding: 'utf8',
    env: { ...process.env, AWS_LAMBDA_FUNCTION_MEMORY_SIZE: memory, POWERTOOLS_DEV: 'true' },
    timeout: 4 * MAX_MS,
  });
  const report: HostileReport | undefined = status === 0 ? JSON.parse(stdout) : undefined;
  const problem = report === undefined ? `died (${signal ?? status})` : problemOf(report, Number(memory));
  if (problem !== undefined) failures++;
  const { invocations = '', longestMs = '', peakRssMb = '' } = report ?? {};
  const cells = [input, work, memory, count, invocations, longestMs, peakRssMb, problem ?? 'ok'];
  process.stdout.write(`| ${cells.join(' | ')} |\n`);
}

function problemOf(report: HostileReport, memoryMb: number): string | undefined {
  if (!report.delivered) return 'the good log was not delivered';
  if (report.longestMs > MAX_MS) return 'too slow';
  if (report.invocations > MAX_INVOCATIONS) return 'too many invocations';
  return report.peakRssMb > memoryMb ? 'more memory than the function has' : undefined;
}
