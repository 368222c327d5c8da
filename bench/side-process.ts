import { fork } from 'node:child_process';
import { once } from 'node:events';
import { FUNCTION_FLAGS } from './runtime-flags.ts';
import type { WorkName } from './works/work.ts';

/** The task of a process, given as JSON in its first argument. */
export interface SideTask {
  readonly side: 'work' | 'floor';
  readonly work: WorkName;
  /** File of the Lambda event. */
  readonly file: string;
}

/** The answer of a process after a number of invocations. */
export interface SideReport {
  /** Of one invocation, on all threads: the collector's and zlib's as well. */
  readonly cpuMs: number;
  /** Since the process began. */
  readonly peakRssMb: number;
  readonly bytesIn: number;
  /** Of the last invocation. */
  readonly bytesOut: number;
}

/** A process that runs one program when it is told to. */
export interface SideProcess {
  readonly run: (calls: number) => Promise<SideReport>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a process of its own, so that neither side works in the other's heap.
 * @param program bundled from `side.ts`.
 * @param flags of V8; those of the runtime for a function of 512 MB.
 */
export function startSide(program: string, task: SideTask, flags: readonly string[] = FUNCTION_FLAGS): SideProcess {
  const child = fork(program, [JSON.stringify(task)], {
    execArgv: [...flags],
    // The telemetry's lines go to the console, which the process silences, and not past it to its standard output.
    env: { ...process.env, POWERTOOLS_DEV: 'true' },
  });
  const ended = once(child, 'exit');
  return {
    run: async (calls) => {
      const failed = ended.then(([code]): never => {
        throw new Error(`${task.side} of ${task.work} ended with ${code} on ${task.file}`);
      });
      child.send(calls);
      // The answer is what `side.ts` sends.
      const [report] = (await Promise.race([once(child, 'message'), failed])) as [SideReport];
      return report;
    },
    stop: async () => {
      child.disconnect();
      await ended;
    },
  };
}
