import { compare } from './measure.ts';
import { type SideReport, type SideTask, startSide } from './side-process.ts';
import type { WorkName } from './works/work.ts';

/** One line of the table: a work on a batch. */
export interface Row {
  readonly work: WorkName;
  readonly batch: string;
  readonly cpuMs: number;
  readonly floorCpuMs: number;
  readonly ratio: number;
  /** Of a process that runs the work alone, a few times. */
  readonly peakRssMb: number;
  /** The floor's, likewise. */
  readonly floorPeakRssMb: number;
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

const MEMORY_CALLS = 20;

/** Measures a work on a batch against its floor, each in a process of its own. */
export async function measureRow(
  work: WorkName,
  { name, file }: BatchFile,
  { program, rounds }: RowOptions,
): Promise<Row> {
  const workSide = startSide(program, { side: 'work', work, file });
  const floorSide = startSide(program, { side: 'floor', work, file });
  try {
    const comparison = await compare(
      async (calls) => (await workSide.run(calls)).cpuMs,
      async (calls) => (await floorSide.run(calls)).cpuMs,
      rounds,
    );
    const { peakRssMb, bytesIn, bytesOut } = await measureMemory(program, { side: 'work', work, file });
    const { peakRssMb: floorPeakRssMb } = await measureMemory(program, { side: 'floor', work, file });
    return { work, batch: name, ...comparison, peakRssMb, floorPeakRssMb, bytesIn, bytesOut };
  } finally {
    await Promise.all([workSide.stop(), floorSide.stop()]);
  }
}

async function measureMemory(program: string, task: SideTask): Promise<SideReport> {
  const side = startSide(program, task);
  try {
    return await side.run(MEMORY_CALLS);
  } finally {
    await side.stop();
  }
}
