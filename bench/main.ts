import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { errorText } from '../shared/errors/error-text.ts';
import { measureAggregation } from './aggregation.ts';
import { chosen, selectBatches } from './batch-files.ts';
import { bundleSide } from './bundle-side.ts';
import { measureBundles } from './bundles.ts';
import { measureColdPairs } from './cold-pairs.ts';
import { measureColdStarts } from './cold-start.ts';
import { measurePeers } from './compare-peers/measure-peers.ts';
import { readPeers } from './compare-peers/peer-folders.ts';
import { renderPeers } from './compare-peers/render-peers.ts';
import { type CompressionRow, measureCompression } from './compression.ts';
import { measureEden } from './eden-times.ts';
import { measureGrowth } from './growth.ts';
import { type BatchFile, measureRow, type Row } from './measure-row.ts';
import { profileWork } from './profile-work.ts';
import {
  renderAggregation,
  renderBundles,
  renderColdPairs,
  renderColdStarts,
  renderCompression,
  renderEden,
  renderGrowth,
  renderRows,
} from './tables.ts';
import { UsageError } from './usage-error.ts';
import { WORK_NAMES, type WorkName } from './works/work.ts';

const ROOT = new URL('../', import.meta.url);

const USAGE = `CPU time of the services against the floor: the cheapest correct program in Node alone for the same work.

  npm run bench                             every work on every standard batch, growth, cold starts, eden
  npm run bench -- --cold                   import and first event of each function in fresh processes, and RSS
  npm run bench -- --cold --against DIR     the same as ratios to another checkout, which has its node_modules
  npm run bench -- --bundles                KB of each function's bundle by dependency; fails above its budget
  npm run bench -- --eden                   eden's wall times only
  npm run bench -- --aggregation            records and dollars that aggregation saves, for each standard batch
  npm run bench -- --compression            s3-sink with zstd against gzip: CPU time and bytes, for each standard batch
  npm run bench -- --growth                 every work on once, three and ten times the records of the batch plain
  npm run bench -- --peers DIR              programs of your own against the works: DIR/<peer>/peer.json (docs/performance.md)
  npm run bench -- --line                   the pipeline on the local AWS: logs/s, CPU time by function, growth, cost of 1 TiB a day
  npm run bench -- --work s3-sink,router    these works only, without cold starts and growth
  npm run bench -- --batch plain,cwl        these batches only, likewise
  npm run bench -- --batches DIR            other batches: Lambda events, DIR/<batch>.json
  npm run bench -- --json                   as JSON: rows {work, batch, cpuMs, floorCpuMs, ratio, peakRssMb, floorPeakRssMb, bytesIn, bytesOut};
                                            of --peers {rows, problems}; of --line one object
  npm run bench -- --profile                writes CPU profiles to bench-profiles/ instead
  npm run bench -- --rounds 15              rounds of each row (default 15; of --line 3)
`;

const args = readArgs();

const ROUNDS = 15;
/** Rounds of the pipeline on the local AWS. */
const LINE_ROUNDS = 3;
/** Rounds of eden's wall times. */
const EDEN_ROUNDS = 3;
/** Exit code of a command that was interrupted, as shells have it. */
const INTERRUPTED = 130;

process.exitCode = await main();

async function main(): Promise<number> {
  if (args.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const folder = await mkdtemp(join(tmpdir(), 'baikonur-batches-'));
  try {
    return await run(folder);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The options; a wrong one ends the process with a sentence. */
function readArgs() {
  try {
    return parseArgs({
      options: {
        batches: { type: 'string' },
        batch: { type: 'string' },
        work: { type: 'string' },
        peers: { type: 'string' },
        rounds: { type: 'string' },
        against: { type: 'string' },
        aggregation: { type: 'boolean', default: false },
        bundles: { type: 'boolean', default: false },
        cold: { type: 'boolean', default: false },
        compression: { type: 'boolean', default: false },
        eden: { type: 'boolean', default: false },
        growth: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        line: { type: 'boolean', default: false },
        profile: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    process.stderr.write(`${errorText(error)}\n`);
    process.exit(2);
  }
}

/** @returns the exit code */
async function run(folder: string): Promise<number> {
  if (args.against !== undefined && !args.cold) throw new UsageError('--against: expected --cold beside it');
  if (args.peers !== undefined) return comparePeers(folder, args.peers);
  if (args.line) return showThroughput();
  await measure(folder);
  return 0;
}

async function measure(folder: string): Promise<void> {
  if (args.eden) return showEden();
  if (args.cold) return showColdStarts(folder);
  if (args.bundles) return showBundles();
  if (args.aggregation) return say(renderAggregation(measureAggregation()));
  const works = chosen('work', args.work, WORK_NAMES);
  if (args.growth) return say(renderGrowth(await measureGrowth(folder, { works, tell })));
  const batches = await selectBatches(folder, args);
  if (args.compression) return say(renderCompression(await measureCompressions(batches)));
  if (args.profile) return profileWork(works, batches, say);
  const rows = await measureRows(works, batches);
  if (args.json) return say(JSON.stringify(rows, undefined, 2));
  say(`${machine()}\n\n${renderRows(rows)}`);
  if (args.work !== undefined || args.batch !== undefined) return;
  say(`\n${renderGrowth(await measureGrowth(folder, { tell }))}`);
  say('');
  await showColdStarts(folder);
  await showEden();
}

function machine(): string {
  return `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}`;
}

/** @returns 1 where a peer could not be compared, else 0 */
async function comparePeers(folder: string, directory: string): Promise<number> {
  const peers = readPeers(directory);
  const batches = await selectBatches(folder, args);
  const results = await withBundle((options) => measurePeers(peers, batches, { ...options, tell }));
  say(args.json ? JSON.stringify(results, undefined, 2) : `${machine()}\n\n${renderPeers(peers, results)}`);
  for (const { peer, batch, problem } of results.problems) tell(`${peer} on ${batch}: ${problem}`);
  return results.problems.length === 0 ? 0 : 1;
}

/** @returns 130 where it was interrupted, 2 where the local AWS could not be started, else 0 */
async function showThroughput(): Promise<number> {
  // Loaded only where it is used: it reads the local AWS, the deployment and the prices.
  const [{ measureThroughput }, { renderThroughput }, { explain }] = await Promise.all([
    import('./throughput/measure-throughput.ts'),
    import('./throughput/render-throughput.ts'),
    import('../local/commands.ts'),
  ]);
  const ended = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => ended.abort());
  const rounds = readRounds(LINE_ROUNDS);
  try {
    const result = await measureThroughput({ machine: process.env, tell, signal: ended.signal }, rounds);
    say(args.json ? JSON.stringify(result, undefined, 2) : `${machine()}\n\n${renderThroughput(result)}`);
    return 0;
  } catch (error) {
    tell(ended.signal.aborted ? 'interrupted; what was started is removed' : explain(error));
    return ended.signal.aborted ? INTERRUPTED : 2;
  }
}

async function showColdStarts(folder: string): Promise<void> {
  if (args.against !== undefined) {
    return say(renderColdPairs(await measureColdPairs(folder, resolve(args.against), readRounds())));
  }
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

/** Progress, and what went wrong. */
function tell(line: string): void {
  process.stderr.write(`${line}\n`);
}

async function measureRows(works: readonly WorkName[], batches: readonly BatchFile[]): Promise<readonly Row[]> {
  return withBundle(async (options) => {
    const rows: Row[] = [];
    for (const work of works) {
      for (const batch of batches) {
        tell(`${work} on ${batch.name} …`);
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
      tell(`gzip and zstd on ${batch.name} …`);
      rows.push(await measureCompression(batch, options));
    }
    return rows;
  });
}

async function withBundle<T>(
  measured: (options: { readonly program: string; readonly rounds: number }) => Promise<T>,
): Promise<T> {
  const rounds = readRounds();
  const bundle = await bundleSide();
  try {
    return await measured({ program: bundle.file, rounds });
  } finally {
    await bundle.remove();
  }
}

function readRounds(usual = ROUNDS): number {
  const rounds = Number(args.rounds ?? usual);
  if (Number.isInteger(rounds) && rounds > 0) return rounds;
  throw new UsageError(`--rounds: expected a whole number from 1, got ${JSON.stringify(args.rounds)}`);
}
