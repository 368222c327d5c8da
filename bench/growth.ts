import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBatch } from './batches/make-batches.ts';
import { bundleSide } from './bundle-side.ts';
import { median } from './measure.ts';
import { FUNCTION_FLAGS, SMALL_SPACE_FLAGS } from './runtime-flags.ts';
import { type SideTask, startSide } from './side-process.ts';
import type { WorkName } from './works/work.ts';

/** A work on some size of the batch `plain`. */
export interface Growth {
  readonly work: WorkName;
  /** The two settings of the young generation: `runtime` or `small`. */
  readonly young: Young;
  readonly records: number;
  readonly cpuMs: number;
  /** CPU time, as a multiple of what the smallest size took in the same rounds. */
  readonly timesTheFirst: number;
  /** The floor's, likewise: what the machine alone makes of more records. */
  readonly floorTimesTheFirst: number;
  readonly peakRssMb: number;
  readonly eventMb: number;
}

type Young = keyof typeof FLAGS;

const FLAGS = { runtime: FUNCTION_FLAGS, small: SMALL_SPACE_FLAGS } as const;
const YOUNGS: readonly Young[] = ['runtime', 'small'];
const SCALES = [1, 3, 10] as const;
const WORKS: readonly WorkName[] = ['s3-sink', 'forwarders'];
const WARM_UP_ROUNDS = 2;
const ROUNDS = 7;
/** Calls of the smallest size in a round; of the others as many fewer. */
const CALLS = 10;

interface GrowthOptions {
  readonly works?: readonly WorkName[];
  /** Progress. */
  readonly tell: (line: string) => void;
}

interface Size {
  readonly scale: number;
  readonly file: string;
  readonly eventMb: number;
}

interface Measured {
  readonly cpuMs: number;
  readonly timesTheFirst: number;
  readonly peakRssMb: number;
}

/**
 * Measures how works grow: once, three times and ten times the records of `plain`, in alternating rounds, with both
 * settings of the young generation.
 * @param folder for the batches.
 */
export async function measureGrowth(
  folder: string,
  { works = WORKS, tell }: GrowthOptions,
): Promise<readonly Growth[]> {
  const sizes = await Promise.all(SCALES.map((scale) => writeSize(folder, scale)));
  const bundle = await bundleSide();
  try {
    const growths: Growth[] = [];
    for (const work of works) {
      for (const young of YOUNGS) {
        const grown = await measureWork(bundle.file, { work, young }, sizes);
        tell(`${work}, ${young}: ${grown.map(({ timesTheFirst }) => timesTheFirst.toFixed(2)).join(', ')}`);
        growths.push(...grown);
      }
    }
    return growths;
  } finally {
    await bundle.remove();
  }
}

async function writeSize(folder: string, scale: number): Promise<Size> {
  const file = join(folder, `plain-${scale}.json`);
  const text = JSON.stringify(makeBatch('plain', scale));
  await writeFile(file, text);
  return { scale, file, eventMb: text.length / 1e6 };
}

async function measureWork(
  program: string,
  { work, young }: Pick<Growth, 'work' | 'young'>,
  sizes: readonly Size[],
): Promise<readonly Growth[]> {
  const measured = await measureSizes(program, { side: 'work', work }, { sizes, young });
  const floor = await measureSizes(program, { side: 'floor', work }, { sizes, young });
  return sizes.map(({ scale, eventMb }, index) => ({
    work,
    young,
    records: 1000 * scale,
    // One of each for every size.
    ...(measured[index] as Measured),
    floorTimesTheFirst: floor[index]?.timesTheFirst ?? Number.NaN,
    eventMb,
  }));
}

async function measureSizes(
  program: string,
  task: Pick<SideTask, 'side' | 'work'>,
  { sizes, young }: { readonly sizes: readonly Size[]; readonly young: Young },
): Promise<readonly Measured[]> {
  const sides = sizes.map((size) => ({
    ...size,
    process: startSide(program, { ...task, file: size.file }, FLAGS[young]),
  }));
  const rounds: number[][] = [];
  let peaks: readonly number[] = [];
  try {
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      const reports = [];
      for (const { scale, process } of sides) reports.push(await process.run(Math.max(1, Math.round(CALLS / scale))));
      peaks = reports.map(({ peakRssMb }) => peakRssMb);
      // The first rounds warm up.
      if (round >= WARM_UP_ROUNDS) rounds.push(reports.map(({ cpuMs }) => cpuMs));
    }
  } finally {
    await Promise.all(sides.map(({ process }) => process.stop()));
  }
  return sizes.map((_, index) => ({
    cpuMs: median(rounds.map((round) => round[index] ?? Number.NaN)),
    timesTheFirst: median(rounds.map((round) => (round[index] ?? Number.NaN) / (round[0] ?? Number.NaN))),
    peakRssMb: peaks[index] ?? Number.NaN,
  }));
}
