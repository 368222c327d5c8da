import { compare } from './measure.ts';
import { type SideReport, startSide } from './side-process.ts';
import type { WorkName } from './works/work.ts';

/** One line of the table: a work on a batch. */
export interface Row {
  readonly work: WorkName;
  readonly batch: string;
  readonly cpuMs: number;
  readonly floorCpuMs: number;
  readonly ratio: number;
  /** Of the process that runs the work alone. */
  readonly peakRssMb: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
}

/** A batch to be measured: its name, and the file of its event. */
export interface BatchFile {
  readonly name: string;
  readonly file: string;
}

interface RowOptions {
  /** Bundled from `side.ts`. */
  readonly program: string;
  readonly rounds: number;
}

/** Measures a work on a batch against its floor, each in a process of its own. */
export const measureRow = async (
  work: WorkName,
  { name, file }: BatchFile,
  { program, rounds }: RowOptions,
): Promise<Row> => {
  const workSide = startSide(program, { side: 'work', work, file });
  const floorSide = startSide(program, { side: 'floor', work, file });
  let last: SideReport | undefined;
  const measureWork = async (calls: number): Promise<number> => {
    last = await workSide.run(calls);
    return last.cpuMs;
  };
  const measureFloor = async (calls: number): Promise<number> => (await floorSide.run(calls)).cpuMs;
  try {
    const comparison = await compare(measureWork, measureFloor, rounds);
    const { peakRssMb = 0, bytesIn = 0, bytesOut = 0 } = last ?? {};
    return { work, batch: name, ...comparison, peakRssMb, bytesIn, bytesOut };
  } finally {
    await Promise.all([workSide.stop(), floorSide.stop()]);
  }
};
