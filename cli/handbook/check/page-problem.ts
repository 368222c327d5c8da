/** A problem of a page or of a file that it shows. */
export interface PageProblem {
  /** Below the project's folder. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}
