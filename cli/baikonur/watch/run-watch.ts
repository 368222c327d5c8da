import { isNativeError } from 'node:util/types';
import { type OperatedStage, type OperatorOptions, operate, writeDocument } from '../operator/operate.ts';
import { CommandError, type ExitCode, type Shell } from '../shell.ts';
import { openInBrowser } from './open-in-browser.ts';
import { startWatch, type Watch } from './start-watch.ts';

/** Options of `baikonur watch`. */
export interface WatchOptions extends OperatorOptions {
  readonly port: number;
  /** `--no-open`: false. */
  readonly open: boolean;
}

/** Runs `baikonur watch` until Ctrl-C. */
export function runWatch(options: WatchOptions, shell: Shell): Promise<ExitCode> {
  const signal = shell.untilInterrupted();
  return operate<ExitCode>(options, shell, async (operated) => {
    const watch = await listen(options.port, operated);
    const { stage } = operated.topology;
    if (options.json) writeDocument(shell, { stage, address: watch.address });
    else shell.stdout.write(`${watch.address}\n`);
    shell.stderr.write(`the page of stage ${stage}; it is read only while the page is open; Ctrl-C ends it\n`);
    if (options.open && shell.stdout.isTTY === true) openInBrowser(watch.address);
    await aborted(signal);
    await watch.close('baikonur watch was ended');
    return 0;
  });
}

async function listen(port: number, operated: OperatedStage): Promise<Watch> {
  try {
    return await startWatch(port, async () => ({ operated }));
  } catch (error) {
    // A port that is taken, or that needs more rights.
    if (isNativeError(error) && 'syscall' in error)
      throw new CommandError(`--port: ${error.message}`, { cause: error });
    throw error;
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
