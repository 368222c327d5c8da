import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FluentServerProcessOptions } from './fluent-server-options.ts';
import type { FluentReceiver, ReceivedEvent, ReceiverOptions } from './receiver.ts';
import { firstLine, startProcess } from './receiver-process.ts';

const PROGRAM = join(import.meta.dirname, 'run-fluent-server.ts');

interface Line {
  readonly tag: string;
  readonly timeNs: string;
  readonly record: ReceivedEvent['record'];
}

/** Starts the `FluentServer` of `@fluent-org/logger`: acks, gzip, shared key, user and password, TLS. */
export async function startFluentServer({
  directory,
  port: wanted = 0,
  ...more
}: ReceiverOptions & Pick<FluentServerProcessOptions, 'security' | 'tls'>): Promise<FluentReceiver> {
  const file = join(directory, 'fluentserver.ndjson');
  const options: FluentServerProcessOptions = { port: wanted, file, ...more };
  const child = startProcess(process.execPath, [PROGRAM, JSON.stringify(options)]);
  const port = Number(await firstLine(child));
  return {
    kind: 'fluentserver',
    pid: child.pid,
    port,
    endpoint: `127.0.0.1:${port}`,
    received: async () => readFluentServerFile(await readFile(file, 'utf8')),
    stop: child.stop,
  };
}

/** Reads what a FluentServer kept; the last line may have been cut off by the end of its process. */
export function readFluentServerFile(text: string): readonly ReceivedEvent[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line)
    .map(({ timeNs, ...event }) => ({ ...event, timeNs: BigInt(timeNs) }));
}
