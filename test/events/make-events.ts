import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sampleEvents } from './sample-events.ts';

/**
 * Writes the sample events of the stream services, `services/<name>/events/*.json`, for `sls invoke local -p`.
 * Run it after a change of the samples: `node test/events/make-events.ts`; the outputs are committed.
 */
const root = join(import.meta.dirname, '../..');
const services =
  process.argv.length > 2 ? process.argv.slice(2) : ['router', 'forwarders', 's3-sink', 'es-sink', 'fluent-sink'];

for (const service of services) {
  const folder = join(root, 'services', service, 'events');
  await mkdir(folder, { recursive: true });
  for (const [name, event] of Object.entries(await sampleEvents())) {
    await writeFile(join(folder, `${name}.json`), `${JSON.stringify(event, null, 2)}\n`);
  }
}
