/** The surroundings of a command: what `main.ts` reads and writes for it. */
export interface Shell {
  readonly machine: Readonly<Record<string, string | undefined>>;
  /** Results. */
  readonly print: (text: string) => void;
  /** Progress. */
  readonly tell: (line: string) => void;
  /** Until the next line of progress none is repeated: what is waited for may take for ever. */
  readonly rest: () => void;
  /** Ctrl-C, or another request to end. */
  readonly signal: AbortSignal;
}
