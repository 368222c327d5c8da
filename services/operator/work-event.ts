import type { ArchiveFile } from '../../shared/put-back/archive-file.ts';

/** Work that a run does with each of its objects. */
export type Work =
  | {
      readonly kind: 'redrive';
      /** Functions of the stage: no dead letter goes into another one, whatever it names. */
      readonly functions: readonly string[];
      /** A dead letter of this generation or a later one stays. */
      readonly maxGeneration: number;
      /** Pattern of log types; absent: all. */
      readonly type?: string;
    }
  | {
      readonly kind: 'replay';
      /** Name of the function on AWS. */
      readonly destination: string;
    };

/** Objects of one unit of work; a unit is an item of the manifest. */
export interface Unit {
  /** From 1. */
  readonly unit: number;
  /** Keys of dead letters, or files of an archive. */
  readonly sources: readonly string[] | readonly ArchiveFile[];
}

/** The event of the function: one unit of a run. */
export interface WorkEvent {
  readonly run: string;
  readonly work: Work;
  readonly item: Unit;
}

/** The answer of the function; the sums are in an object. */
export interface WorkAnswer {
  /** The time was over: the unit goes on with the next invocation. */
  readonly isUnfinished: boolean;
}

/** The folder of a run, below the prefix of dead letters: its manifest, and the sums of its units. */
export function runFolder(prefix: string, run: string): string {
  return `${prefix === '' ? '' : `${prefix}/`}_on-aws/${run}`;
}

/** The key of a unit's sums. */
export function unitKey(prefix: string, run: string, unit: number): string {
  return `${runFolder(prefix, run)}/unit-${String(unit).padStart(7, '0')}.json`;
}
