/** Where the lines of a run go, as they happen. */
export type Say = (line: string) => void;

/** The environment and the run that a line is about. `environment` is the resource name. */
export interface LineContext {
  readonly profile: string;
  readonly environment: string;
  readonly runId: string;
}

/** Where the lines of all runs of a driver go; without a context a line is about no run. */
export type SayOfRun = (line: string, of?: LineContext) => void;

/** A transcript of things that happen side by side, told one after another. */
export interface Transcript {
  /** Tells a line of a section: at once when all earlier sections have ended, else when they have. */
  readonly say: (section: string, line: string) => void;
  readonly end: (section: string) => void;
  /** Ends every section, so that nothing that was said is lost. */
  readonly endAll: () => void;
}

/** Creates a transcript whose sections are told in the order of `order`. */
export function createTranscript(order: readonly string[], emit: Say): Transcript {
  const lines = new Map<string, string[]>(order.map((section) => [section, []]));
  const ended = new Set<string>();
  let head = 0;
  const advance = (): void => {
    for (; head < order.length; head += 1) {
      const section = order[head] ?? '';
      for (const line of lines.get(section)?.splice(0) ?? []) emit(line);
      if (!ended.has(section)) return;
    }
  };
  return {
    say: (section, line) => {
      lines.get(section)?.push(line);
      advance();
    },
    end: (section) => {
      ended.add(section);
      advance();
    },
    endAll: () => {
      for (const section of order) ended.add(section);
      advance();
    },
  };
}
