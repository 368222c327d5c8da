import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Bundle, bundleProgram } from './bundle-side.ts';
import { type ColdStartReport, SERVICES, type Service, type StartOnce, withStarter } from './cold-start.ts';
import { median } from './measure.ts';
import { UsageError } from './usage-error.ts';

/** A function of this checkout against the same one of another checkout: medians of the pairs' ratios. */
export interface ColdPair {
  readonly service: string;
  readonly importCpu: number;
  readonly importWall: number;
  /** Of import and first event together. */
  readonly bothCpu: number;
  readonly bothWall: number;
  readonly rss: number;
  readonly bundleKb: number;
  readonly otherBundleKb: number;
}

type BundleProgram = (source: string) => Promise<Bundle>;

/**
 * Measures the first events of this checkout's functions in pairs with those of another checkout, whose bundles are made
 * there as it makes them itself. The order within a pair is swapped each time.
 * @param folder for the event.
 * @param checkout of a commit that has `bench/bundle-side.ts`, with its `node_modules`.
 * @throws {UsageError} where it has none.
 */
export async function measureColdPairs(folder: string, checkout: string, rounds: number): Promise<readonly ColdPair[]> {
  const bundleOther = await bundlerOf(checkout);
  return withStarter(folder, async (start) => {
    const pairs: ColdPair[] = [];
    for (const service of SERVICES) {
      const source = join('services', service.name, 'handler.ts');
      const here = await bundleProgram(join(import.meta.dirname, '..', source));
      const other = await bundleOther(join(checkout, source));
      try {
        pairs.push(await measurePair({ service, here, other }, start, rounds));
      } finally {
        await Promise.all([here.remove(), other.remove()]);
      }
    }
    return pairs;
  });
}

async function bundlerOf(checkout: string): Promise<BundleProgram> {
  const file = join(checkout, 'bench/bundle-side.ts');
  try {
    await stat(file);
  } catch {
    throw new UsageError(`--against: expected a checkout of this repository with ${file}`);
  }
  const module: { readonly bundleProgram: BundleProgram } = await import(pathToFileURL(file).href);
  return module.bundleProgram;
}

interface Sides {
  readonly service: Service;
  readonly here: Bundle;
  readonly other: Bundle;
}

async function measurePair({ service, here, other }: Sides, start: StartOnce, rounds: number): Promise<ColdPair> {
  const reports: { readonly own: ColdStartReport; readonly others: ColdStartReport }[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const others = await start(service, other);
      reports.push({ others, own: await start(service, here) });
    } else {
      const own = await start(service, here);
      reports.push({ own, others: await start(service, other) });
    }
  }
  const ratio = (value: (report: ColdStartReport) => number): number =>
    median(reports.map(({ own, others }) => value(own) / value(others)));
  return {
    service: service.name,
    importCpu: ratio(({ importCpuMs }) => importCpuMs),
    importWall: ratio(({ importMs }) => importMs),
    bothCpu: ratio(({ importCpuMs, firstEventCpuMs }) => importCpuMs + firstEventCpuMs),
    bothWall: ratio(({ importMs, firstEventMs }) => importMs + firstEventMs),
    rss: ratio(({ rssMb }) => rssMb),
    bundleKb: (await stat(here.file)).size / 1000,
    otherBundleKb: (await stat(other.file)).size / 1000,
  };
}
