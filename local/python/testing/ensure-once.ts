import { ensureVenv } from '../ensure-venv.ts';

/** A process that installs a virtual environment: `node ensure-once.ts <folder> <requirements>`; Ctrl-C ends it. */
const [folder = '', requirements = ''] = process.argv.slice(2);
const ended = new AbortController();
process.on('SIGINT', () => ended.abort());
try {
  await ensureVenv(
    { folder, requirements, purpose: 'a test' },
    { tell: (line) => console.log(line), signal: ended.signal },
  );
} catch (error) {
  console.log(`failed: ${error instanceof Error ? error.message : String(error)}`);
}
