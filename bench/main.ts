import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureAggregation } from './aggregation.ts';
import { BATCH_NAMES, makeBatch } from './batches/make-batches.ts';
import { bundleSide } from './bundle-side.ts';
import { measureBundles } from './bundles.ts';
import { measureColdStarts } from './cold-start.ts';
import { type CompressionRow, measureCompression } from './compression.ts';
import { measureEden } from './eden-times.ts';
import { measureGrowth } from './growth.ts';
import { type BatchFile, measureRow, type Row } from './measure-row.ts';
import { profileWork } from './profile-work.ts';
import {
  renderAggregation,
  renderBundles,
  renderColdStarts,
  renderCompression,
  renderEden,
  renderGrowth,
  renderRows,
} from './tables.ts';
import { WORK_NAMES, type WorkName } from './works/work.ts';

const ROOT = new URL('../', import.meta.url);

const USAGE = `CPU time of the services against the floor: the cheapest correct program in Node alone for the same work.

  npm run bench                             every work on every standard batch, growth, cold starts, eden
  npm run bench -- --cold                   import and first event of each function in fresh processes, and RSS
  npm run bench -- --bundles                KB of each function's bundle by dependency; fails above its budget
  npm run bench -- --eden                   eden's wall times only
  npm run bench -- --aggregation            records and dollars that aggregation saves, for each standard batch
  npm run bench -- --compression            s3-sink with zstd against gzip: CPU time and bytes, for each standard batch
  npm run bench -- --work s3-sink,router    these works only, without cold starts and growth
  npm run bench -- --batch plain,cwl        these batches only, likewise
  npm run bench -- --batches DIR            other batches: Lambda events, DIR/<batch>.json
  npm run bench -- --json                   an array of rows {work, batch, cpuMs, floorCpuMs, ratio, peakRssMb, floorPeakRssMb, bytesIn, bytesOut}
  npm run bench -- --profile                writes CPU profiles to bench-profiles/ instead
  npm run bench -- --rounds 15              rounds of each row (default 15)
`;

const { values: args } = parseArgs({
  options: {
    batches: { type: 'string' },
    batch: { type: 'string' },
    work: { type: 'string' },
    rounds: { type: 'string', default: '15' },
    aggregation: { type: 'boolean', default: false },
    bundles: { type: 'boolean', default: false },
    cold: { type: 'boolean', default: false },
    compression: { type: 'boolean', default: false },
    eden: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** A mistake of the caller, told without a stack. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Rounds of eden's wall times. */
const EDEN_ROUNDS = 3;

process.exitCode = await main();

async function main(): Promise<number> {
  if (args.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const folder = await mkdtemp(join(tmpdir(), 'baikonur-batches-'));
  try {
    await run(folder);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(folder: string): Promise<void> {
  if (args.eden) return showEden();
  if (args.cold) return showColdStarts(folder);
  if (args.bundles) return showBundles();
  if (args.aggregation) return say(renderAggregation(measureAggregation()));
  const batches = await selectBatches(folder);
  if (args.compression) return say(renderCompression(await measureCompressions(batches)));
  const works = chosen('work', args.work, WORK_NAMES);
  if (args.profile) return profileWork(works, batches, say);
  const rows = await measureRows(works, batches);
  if (args.json) return say(JSON.stringify(rows, undefined, 2));
  say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}\n\n${renderRows(rows)}`);
  if (args.work !== undefined || args.batch !== undefined) return;
  say(`\n${renderGrowth(await measureGrowth(folder))}`);
  say('');
  await showColdStarts(folder);
  await showEden();
}

async function showColdStarts(folder: string): Promise<void> {
  return say(renderColdStarts(await measureColdStarts(folder, readRounds())));
}

async function showBundles(): Promise<void> {
  const bundles = await measureBundles();
  say(renderBundles(bundles));
  const over = bundles.filter(({ kb, budgetKb }) => kb > budgetKb).map(({ service }) => service);
  if (over.length > 0) throw new UsageError(`above the budget of bench/bundles.ts: ${over.join(', ')}`);
}

async function showEden(): Promise<void> {
  return say(renderEden(await measureEden(fileURLToPath(ROOT), EDEN_ROUNDS)));
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function chosen<T extends string>(option: string, text: string | undefined, known: readonly T[]): readonly T[] {
  if (text === undefined) return known;
  return text.split(',').map((name) => {
    const found = known.find((candidate) => candidate === name);
    if (found === undefined) throw new UsageError(`--${option}: expected some of ${known.join(', ')}, got ${name}`);
    return found;
  });
}

async function selectBatches(folder: string): Promise<readonly BatchFile[]> {
  const all = args.batches === undefined ? await writeStandard(folder) : await filesIn(args.batches);
  const names = chosen(
    'batch',
    args.batch,
    all.map(({ name }) => name),
  );
  return all.filter(({ name }) => names.includes(name));
}

async function writeStandard(folder: string): Promise<readonly BatchFile[]> {
  return Promise.all(
    BATCH_NAMES.map(async (name) => {
      const file = join(folder, `${name}.json`);
      await writeFile(file, JSON.stringify(makeBatch(name)));
      return { name, file };
    }),
  );
}

/** The batches of a folder; `manifest.json` is none. */
async function filesIn(folder: string): Promise<readonly BatchFile[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== 'manifest.json').sort();
  if (names.length === 0) throw new UsageError(`--batches: no <batch>.json in ${folder}`);
  return names.map((name) => ({ name: basename(name, '.json'), file: resolve(folder, name) }));
}

async function measureRows(works: readonly WorkName[], batches: readonly BatchFile[]): Promise<readonly Row[]> {
  return withBundle(async (options) => {
    const rows: Row[] = [];
    for (const work of works) {
      for (const batch of batches) {
        process.stderr.write(`${work} on ${batch.name} …\n`);
        rows.push(await measureRow(work, batch, options));
      }
    }
    return rows;
  });
}

async function measureCompressions(batches: readonly BatchFile[]): Promise<readonly CompressionRow[]> {
  return withBundle(async (options) => {
    const rows: CompressionRow[] = [];
    for (const batch of batches) {
      process.stderr.write(`gzip and zstd on ${batch.name} …\n`);
      rows.push(await measureCompression(batch, options));
    }
    return rows;
  });
}

async function withBundle<T>(
  measure: (options: { readonly program: string; readonly rounds: number }) => Promise<T>,
): Promise<T> {
  const rounds = readRounds();
  const bundle = await bundleSide();
  try {
    return await measure({ program: bundle.file, rounds });
  } finally {
    await bundle.remove();
  }
}

function readRounds(): number {
  const rounds = Number(args.rounds);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new UsageError(`--rounds: expected a whole number from 1, got ${JSON.stringify(args.rounds)}`);
}
