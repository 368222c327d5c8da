/** Starts `local/main.ts`, or says what is missing: it runs on the project's own Node, which reads TypeScript as it is. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = 24;
const OWN_NODE = join(dirname(fileURLToPath(import.meta.url)), '..', 'node_modules', 'node', 'bin', 'node');

if (Number(process.versions.node.split('.')[0]) >= OLDEST && existsSync(OWN_NODE)) {
  await import('./main.ts');
} else {
  process.stderr.write(
    `this needs the project's own Node ${OLDEST}, and ${OWN_NODE} is ${existsSync(OWN_NODE) ? 'not first on the PATH: use npm start or npm run local' : 'missing: run npm ci (without --ignore-scripts)'}\n`,
  );
  process.exitCode = 2;
}
