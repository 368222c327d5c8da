import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBatch } from './batches/make-batches.ts';
import { bundleSide } from './bundle-side.ts';
import { median } from './measure.ts';
import { FUNCTION_FLAGS, SMALL_SPACE_FLAGS } from './runtime-flags.ts';
import { type SideTask, startSide } from './side-process.ts';
import type { WorkName } from './works/work.ts';

/** CPU time that ten times the records may take, as a multiple. */
export const GROWTH_GOAL = 10.8;

/** A work on some size of the batch `plain`. */
export interface Growth {
  readonly work: WorkName;
  /** The setting of the young generation. */
  readonly young: Young;
  readonly records: number;
  readonly eventMb: number;
  readonly cpuMs: number;
  /** CPU time, as a multiple of that of a tenth of the records in the same rounds; absent: no such size is measured. */
  readonly timesTheTenth?: number;
  /** The floor's, likewise: what the machine alone makes of more records. */
  readonly floorTimesTheTenth?: number;
  readonly peakRssMb: number;
}

/** `runtime`: the flags of the runtime for 512 MB; `small`: V8's own for that memory. */
type Young = keyof typeof FLAGS;

const FLAGS = { runtime: FUNCTION_FLAGS, small: SMALL_SPACE_FLAGS } as const;
const YOUNGS: readonly Young[] = ['runtime', 'small'];
/** Of 1,000 records. The third makes an event of 5.2 MB: Lambda makes none larger than 6. */
const SCALES = [0.3, 1, 3, 10] as const;
const BATCH_RECORDS = 1000;
const WORKS: readonly WorkName[] = ['s3-sink', 'forwarders'];
const WARM_UP_ROUNDS = 2;
const ROUNDS = 7;
/** Calls of 1,000 records in a round; of more records as many fewer. */
const CALLS = 10;

interface GrowthOptions {
  readonly works?: readonly WorkName[];
  /** Progress. */
  readonly tell: (line: string) => void;
}

interface Size {
  readonly records: number;
  readonly file: string;
  readonly eventMb: number;
}

/** CPU milliseconds of a size, by rounds. */
interface Measured {
  readonly rounds: readonly number[];
  readonly peakRssMb: number;
}

/**
 * Measures how works grow with the records of the batch `plain`, the sizes in turns, with both settings of the young
 * generation.
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
        tell(`growth of ${work}, ${young} …`);
        growths.push(...(await measureWork(bundle.file, { work, young }, sizes)));
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
  return { records: BATCH_RECORDS * scale, file, eventMb: text.length / 1e6 };
}

async function measureWork(
  program: string,
  { work, young }: Pick<Growth, 'work' | 'young'>,
  sizes: readonly Size[],
): Promise<readonly Growth[]> {
  const measured = await measureSizes(program, { side: 'work', work }, { sizes, young });
  const floor = await measureSizes(program, { side: 'floor', work }, { sizes, young });
  return sizes.map(({ records, eventMb }, index) => {
    const tenth = sizes.findIndex((size) => size.records * 10 === records);
    const { rounds, peakRssMb } = measured[index] as Measured; // one of each for every size
    return {
      work,
      young,
      records,
      eventMb,
      cpuMs: median(rounds),
      ...(tenth !== -1 && {
        timesTheTenth: timesBetween(measured[index], measured[tenth]),
        floorTimesTheTenth: timesBetween(floor[index], floor[tenth]),
      }),
      peakRssMb,
    };
  });
}

/** Median of the rounds' own ratios. */
function timesBetween(large: Measured | undefined, small: Measured | undefined): number {
  return median((large?.rounds ?? []).map((ms, round) => ms / (small?.rounds[round] ?? Number.NaN)));
}

async function measureSizes(
  program: string,
  task: Pick<SideTask, 'side' | 'work'>,
  { sizes, young }: { readonly sizes: readonly Size[]; readonly young: Young },
): Promise<readonly Measured[]> {
  const sides = sizes.map(({ records, file }) => ({
    calls: Math.max(1, Math.round((CALLS * BATCH_RECORDS) / records)),
    process: startSide(program, { ...task, file }, FLAGS[young]),
    rounds: [] as number[],
    peakRssMb: 0,
  }));
  try {
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
      for (const side of sides) {
        const { cpuMs, peakRssMb } = await side.process.run(side.calls);
        if (round >= WARM_UP_ROUNDS) side.rounds.push(cpuMs);
        side.peakRssMb = peakRssMb;
      }
    }
  } finally {
    await Promise.all(sides.map(({ process }) => process.stop()));
  }
  return sides;
}
