import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ENGINES } from '../search-engines/engines.ts';
import { explainMissingTools } from '../search-engines/install-engine.ts';
import { startEngine } from '../search-engines/start-engine.ts';
import { LocalStackError } from '../stack/local-stack-error.ts';
import { NODE_DIRECTORY, ROOT } from '../stack/paths.ts';
import { isOurs, startDetached, stopGroup } from '../stack/processes.ts';
import { SEARCH_COMMAND } from './search-command.ts';

/** The engine of the local stack. */
const ENGINE = 'opensearch2';

/** A search engine that outlives the command that started it. */
interface KeptEngine {
  readonly pid: number;
  readonly url: string;
}

/** Installing may take a minute the first time. */
const TIMEOUT_MS = 300_000;

/** Runs the engine until the signal comes; its address goes into a file once it answers. */
export async function runSearchEngine(urlFile: string, ended: AbortSignal): Promise<void> {
  const engine = await startEngine(ENGINE);
  try {
    await writeFile(`${urlFile}.tmp`, engine.url);
    await rename(`${urlFile}.tmp`, urlFile);
    if (!ended.aborted) await once(ended, 'abort');
  } finally {
    await engine.stop();
  }
}

/**
 * Starts the engine in a process of its own, and waits until it answers.
 * @throws LocalStackError when Java or Maven is missing, or with the output of an engine that does not start
 */
export async function keepSearchEngine(directory: string, tell: (line: string) => void): Promise<KeptEngine> {
  const missing = explainMissingTools();
  if (missing !== undefined) throw new LocalStackError(`--with opensearch needs Java 17 and Maven: ${missing}`);
  tell(`starting OpenSearch ${ENGINES[ENGINE].version}`);
  const urlFile = join(directory, 'search-engine.url');
  const logFile = join(directory, 'search-engine.log');
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  const { pid } = await startDetached({
    file: join(NODE_DIRECTORY, 'node'),
    args: [join(ROOT, 'local', 'main.ts'), SEARCH_COMMAND, urlFile],
    cwd: ROOT,
    env: { PATH, HOME, ...(TMPDIR === '' ? {} : { TMPDIR }) },
    logFile,
  });
  for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline; await sleep(100)) {
    const url = await readFile(urlFile, 'utf8').catch(() => undefined);
    if (url !== undefined) {
      tell(`OpenSearch answers at ${url}`);
      return { pid, url };
    }
    if (!(await isOurs(pid, SEARCH_COMMAND))) break;
  }
  await stopGroup(pid, SEARCH_COMMAND);
  throw new LocalStackError(`OpenSearch did not start:\n${(await readFile(logFile, 'utf8')).slice(-2_000)}`);
}
