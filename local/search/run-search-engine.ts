import { once } from 'node:events';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ENGINES } from '../search-engines/engines.ts';
import { explainMissingTools } from '../search-engines/install-engine.ts';
import { startEngine } from '../search-engines/start-engine.ts';
import type { Shell } from '../shell.ts';
import { LocalStackError } from '../stack/local-stack-error.ts';
import { NODE_DIRECTORY, ROOT } from '../stack/paths.ts';
import { startAndWait } from '../stack/start-and-wait.ts';
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
export async function keepSearchEngine(
  directory: string,
  { tell, signal }: Pick<Shell, 'tell' | 'signal'>,
): Promise<KeptEngine> {
  const missing = explainMissingTools();
  if (missing !== undefined) throw new LocalStackError(`--with opensearch needs Java 17 and Maven: ${missing}`);
  tell(`starting OpenSearch ${ENGINES[ENGINE].version} (the first time it is downloaded)`);
  const urlFile = join(directory, 'search-engine.url');
  const { PATH = '', HOME = '' } = process.env;
  const command = {
    file: join(NODE_DIRECTORY, 'node'),
    args: [join(ROOT, 'local', 'main.ts'), SEARCH_COMMAND, urlFile],
    cwd: ROOT,
    env: { PATH, HOME, TMPDIR: directory },
    logFile: join(directory, 'search-engine.log'),
  };
  const read = (): Promise<string | undefined> => readFile(urlFile, 'utf8').catch(() => undefined);
  const readiness = { name: 'OpenSearch', marker: SEARCH_COMMAND, read, timeoutMs: TIMEOUT_MS, signal };
  const { pid, ready: url } = await startAndWait(command, readiness);
  tell(`OpenSearch answers at ${url}`);
  return { pid, url };
}
