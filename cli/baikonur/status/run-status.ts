import { setTimeout as wait } from 'node:timers/promises';
import { type OperatedStage, type OperatorOptions, operate, writeDocument, writeLines } from '../operator/operate.ts';
import { createPaint } from '../output/paint.ts';
import { createProgress } from '../output/progress.ts';
import type { ExitCode, Shell } from '../shell.ts';
import { describeStatus } from './describe-status.ts';
import { variablesOf } from './expected-variables.ts';
import { judgeStage } from './judge-stage.ts';
import { readFacts } from './read-facts.ts';
import type { StageStatus } from './stage-status.ts';

/** Options of `baikonur status`. */
export interface StatusOptions extends OperatorOptions {
  readonly watch?: boolean;
}

const EVERY_MS = 10_000;
const CLEAR_SCREEN = '\u001b[H\u001b[2J';

/** Runs `baikonur status`. @returns 0 only when the stage is healthy; with `--watch`, as it was last. */
export function runStatus(options: StatusOptions, shell: Shell): Promise<ExitCode> {
  const signal = shell.untilInterrupted();
  return operate(options, shell, async (operated) => {
    let isHealthy = false;
    do {
      const status = await lookAt(operated, shell, signal).catch((error: unknown) => {
        if (signal.aborted) return undefined;
        throw error;
      });
      if (status === undefined) {
        shell.stderr.write('interrupted: the stage was not looked at to its end\n');
        break;
      }
      isHealthy = status.healthy;
      if (options.watch && shell.stdout.isTTY === true) shell.stdout.write(CLEAR_SCREEN);
      print(status, options, shell);
      // Aborted: the loop ends.
      if (options.watch) await wait(EVERY_MS, undefined, { signal }).catch(() => undefined);
    } while (options.watch && !signal.aborted);
    return isHealthy ? 0 : 1;
  });
}

async function lookAt(operated: OperatedStage, shell: Shell, signal: AbortSignal): Promise<StageStatus> {
  const nowMs = shell.now();
  const progress = createProgress(shell);
  progress.show(`looking at stage ${operated.topology.stage}: streams, functions, dead letters of 24 h …`);
  const facts = await readFacts(operated, nowMs, signal).finally(progress.clear);
  return judgeStage({ topology: operated.topology, facts, nowMs, expected: variablesOf });
}

function print(status: StageStatus, { json }: StatusOptions, shell: Shell): void {
  if (json) {
    writeDocument(shell, status);
    return;
  }
  const { stdout, env } = shell;
  writeLines(shell, describeStatus(status, createPaint(stdout, env), stdout.columns));
}
