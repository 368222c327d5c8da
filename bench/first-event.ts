import { readFileSync } from 'node:fs';
import type { ColdStartReport } from './cold-start.ts';

/** The program of one fresh process: imports a function's bundle as Lambda does, and hands it its first event. */

const TIMEOUT_MS = 30_000;

type Handler = (event: unknown, context: object) => Promise<unknown>;

void main();

async function main(): Promise<void> {
  const [bundle = '', exported = '', eventFile = ''] = process.argv.slice(2);
  const event: unknown = JSON.parse(readFileSync(eventFile, 'utf8'));
  const importStartMs = performance.now();
  const importStartCpu = process.cpuUsage();
  // A CommonJS bundle, which Lambda loads by `require`: esbuild makes it of this import (see `bundleProgram`).
  const module: Readonly<Record<string, Handler>> = await import(bundle);
  const firstStartMs = performance.now();
  const importCpuMs = cpuMsSince(importStartCpu);
  const firstStartCpu = process.cpuUsage();
  const response = await module[exported]?.(event, contextFrom(firstStartMs));
  const endMs = performance.now();
  const firstEventCpuMs = cpuMsSince(firstStartCpu);
  if (JSON.stringify(response) !== '{"batchItemFailures":[]}') {
    throw new Error(`the first event was answered with ${JSON.stringify(response)}`);
  }
  const report: ColdStartReport = {
    importMs: firstStartMs - importStartMs,
    firstEventMs: endMs - firstStartMs,
    importCpuMs,
    firstEventCpuMs,
    rssMb: process.memoryUsage.rss() / 1e6,
  };
  process.send?.(report);
  // A receiver's connection may be kept open for the next event, which does not come.
  process.disconnect?.();
  process.exit();
}

/** Of all threads. */
function cpuMsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

function contextFrom(startedAtMs: number): object {
  return {
    functionName: 'bench',
    awsRequestId: 'first',
    getRemainingTimeInMillis: () => TIMEOUT_MS - (performance.now() - startedAtMs),
  };
}
