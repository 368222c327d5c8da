import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findFreePort } from '../stack/find-free-port.ts';
import { buildOtelCollector } from './build-otel-collector.ts';
import { readDebugOutput } from './debug-output.ts';
import type { FluentReceiver, ReceiverOptions } from './receiver.ts';
import { startProcess, untilListening } from './receiver-process.ts';

/** Starts the OpenTelemetry collector's fluentforward receiver; without TLS and handshake, which it does not know. */
export async function startOtelCollector({ directory, port: wanted }: ReceiverOptions): Promise<FluentReceiver> {
  const program = await buildOtelCollector();
  const port = wanted ?? (await findFreePort());
  const output = join(directory, 'otel-debug.txt');
  const config = join(directory, 'otel.json'); // JSON is YAML
  await writeFile(config, JSON.stringify(configOf(port, output)));
  const child = startProcess(program, ['--config', config]);
  await untilListening(port, child);
  return {
    kind: 'otel',
    pid: child.pid,
    port,
    endpoint: `127.0.0.1:${port}`,
    received: async () => readDebugOutput(await readFile(output, 'utf8')),
    stop: child.stop,
  };
}

function configOf(port: number, output: string) {
  return {
    receivers: { fluent_forward: { endpoint: `127.0.0.1:${port}` } },
    exporters: { debug: { verbosity: 'detailed', use_internal_logger: false, output_paths: [output] } },
    service: {
      telemetry: { metrics: { level: 'none' }, logs: { level: 'warn' } },
      pipelines: { logs: { receivers: ['fluent_forward'], exporters: ['debug'] } },
    },
  };
}
