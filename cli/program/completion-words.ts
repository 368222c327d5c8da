/** Values of an option or argument: a fixed list, or one that the program prints (`completion --values <list>`). */
export type ValueWords = { readonly choices: readonly string[] } | { readonly list: string };

/** An option with a value. */
export interface ValuedOption {
  /** The command's path, as in {@link Completions}. */
  readonly path: string;
  /** `--stage`, and its short form where there is one. */
  readonly names: readonly string[];
  /** Absent: anything, so files are offered. */
  readonly values: ValueWords | undefined;
}

/** All that a script completes; commands by their path (`es install-template`; empty: the program itself). */
export interface Completions {
  /** Words that may follow a command. */
  readonly words: ReadonlyMap<string, readonly string[]>;
  /** Values of a command's argument that the program prints. */
  readonly listed: ReadonlyMap<string, ValueWords>;
  readonly valued: readonly ValuedOption[];
}

/** The paths of commands, as patterns of a shell's `case`. */
export function commandPaths({ words }: Completions): string {
  return [...words.keys()]
    .filter((path) => path !== '')
    .map((path) => `"${path}"`)
    .join('|');
}
