/**
 * A sink in a process of its own, as a function that can be frozen: one line in (the number of a log), one line out
 * (the outcome's status). It ends when its input ends, unless something keeps it alive.
 */
import { createInterface } from 'node:readline';
import { createTestSink, testLog } from './sink-harness.ts';

const sink = createTestSink({ LOG_FLUENT_SINK_ENDPOINT: String(process.argv[2]) });
for await (const line of createInterface({ input: process.stdin })) {
  const [outcome] = await sink.send([testLog(Number(line))]);
  process.stdout.write(`${outcome?.status}\n`);
}
