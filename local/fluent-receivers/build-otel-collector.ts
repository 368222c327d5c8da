import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const BUILDER = 'go.opentelemetry.io/collector/cmd/builder@v0.164.0';
const VERSION = '0.164.1';
const MANIFEST = `dist:
  name: otelcol-fluent
  output_path: ./dist
exporters:
  - gomod: go.opentelemetry.io/collector/exporter/debugexporter v0.164.0
receivers:
  - gomod: github.com/open-telemetry/opentelemetry-collector-contrib/receiver/fluentforwardreceiver v0.164.1
`;

const CACHE = join(import.meta.dirname, '..', '..', '.local', 'fluent-receivers');

/**
 * The OpenTelemetry collector with its fluentforward receiver and nothing else, built with Go on the first call
 * (one to four minutes) and kept in `.local/`.
 *
 * @returns path of the program.
 * @throws Error with Go's message where Go is missing or cannot reach its modules.
 */
export async function buildOtelCollector(): Promise<string> {
  const program = join(CACHE, `otelcol-${VERSION}`);
  if (await exists(program)) return program;
  await mkdir(CACHE, { recursive: true });
  const draft = await mkdtemp(join(CACHE, '.build-'));
  try {
    await build(draft);
    // Whoever builds at the same time gets the same program.
    await rename(join(draft, 'dist', 'otelcol-fluent'), program);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return program;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function build(directory: string): Promise<void> {
  await writeFile(join(directory, 'builder.yaml'), MANIFEST);
  // The builder leaves an empty folder in the temporary one.
  const TMPDIR = join(directory, 'tmp');
  await mkdir(TMPDIR);
  const options = { cwd: directory, env: { ...process.env, TMPDIR, GOBIN: directory, GOFLAGS: '-buildvcs=false' } };
  await run('go', ['install', BUILDER], options);
  await run(join(directory, 'builder'), ['--config', 'builder.yaml'], options);
}
