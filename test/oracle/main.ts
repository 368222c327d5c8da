import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { CampaignResult } from './campaign.ts';
import { MUTATIONS, type Mutation, mutate } from './mutations.ts';
import { renderTable, replaceTable } from './reliability-table.ts';

const USAGE = `The fault oracle: drives the real pipeline through random faults and judges what happened to every log.

  npm run oracle -- --seeds 100000        that many scenarios, from --from (default 0)
  npm run oracle -- --seed 42             one scenario, with its story
  npm run oracle -- --mutations           shows that each deliberate fault is caught within 1,000 seeds
  npm run oracle -- --seeds 10000 --write writes the table of docs/reliability.md

  --sink NAME   on one sink only
`;

const ROOT = new URL('../../', import.meta.url);
const TABLE_FILE = new URL('docs/reliability.md', ROOT);

const { values: args } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string' },
    sink: { type: 'string' },
    mutations: { type: 'boolean', default: false },
    mutation: { type: 'string' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  if (args.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (args.mutations) return runMutations();
  const planted = MUTATIONS.find(({ name }) => name === args.mutation);
  if (args.mutation !== undefined && planted === undefined)
    throw new Error(`no mutation is called ${JSON.stringify(args.mutation)}`);
  if (planted !== undefined) plant(planted);
  // Loaded only now: the planted fault must be in place before the pipeline is.
  const { runCampaign, tellFailure } = await import('./campaign.ts');
  const { SINKS } = await import('./sinks.ts');
  const sinks = args.sink === undefined ? SINKS : SINKS.filter(({ name }) => name === args.sink);
  if (sinks.length === 0)
    throw new Error(`no sink is called ${args.sink}; there are ${SINKS.map(({ name }) => name).join(', ')}`);
  if (planted !== undefined) {
    const { failures, seeds } = await runCampaign({ from: 0, seeds: Number(args.seeds), sinks, stopAtFailure: true });
    process.stdout.write(failures[0] === undefined ? '' : `seed ${seeds - 1}: ${failures[0].findings.violations[0]}`);
    return failures.length === 0 ? 0 : 1;
  }
  const range =
    args.seed === undefined
      ? { from: Number(args.from), seeds: Number(args.seeds) }
      : { from: Number(args.seed), seeds: 1 };
  const startedAtMs = Date.now();
  const onProgress = (done: number) => process.stderr.write(`\r${done} of ${range.seeds} seeds`);
  const result = await runCampaign({ ...range, sinks, onProgress });
  process.stderr.write('\r');
  return report(result, tellFailure, (Date.now() - startedAtMs) / 1000);
}

function runMutations(): number {
  const missed = MUTATIONS.filter((mutation) => !isCaught(mutation));
  process.stdout.write(`${MUTATIONS.length - missed.length} of ${MUTATIONS.length} deliberate faults caught\n`);
  return missed.length === 0 ? 0 : 1;
}

function isCaught({ name }: Mutation): boolean {
  const self = fileURLToPath(import.meta.url);
  const { status, stdout } = spawnSync(process.execPath, [self, '--mutation', name, '--seeds', args.seeds], {
    encoding: 'utf8',
  });
  process.stdout.write(`${status === 1 ? 'caught' : 'MISSED'}  ${name}${status === 1 ? ` (${stdout.trim()})` : ''}\n`);
  return status === 1;
}

/** Plants a fault: the sources are changed as they are loaded, the files stay as they are. */
function plant(mutation: Mutation): void {
  for (const { file } of mutation.edits) mutate(mutation, file, readFileSync(new URL(file, ROOT), 'utf8'));
  registerHooks({
    load: (url, context, next) => {
      const loaded = next(url, context);
      const file = url.startsWith(ROOT.href) ? url.slice(ROOT.href.length) : '';
      if (!mutation.edits.some((edit) => edit.file === file)) return loaded;
      return { ...loaded, source: mutate(mutation, file, String(loaded.source)) };
    },
  });
}

function report(
  result: CampaignResult,
  tell: (failure: CampaignResult['failures'][number]) => string,
  seconds: number,
): number {
  for (const failure of result.failures) process.stdout.write(`${tell(failure)}\n\n`);
  process.stdout.write(`${renderTable(result)}\n${result.seeds} seeds in ${seconds.toFixed(0)} s\n`);
  if (args.write) writeFileSync(TABLE_FILE, replaceTable(readFileSync(TABLE_FILE, 'utf8'), renderTable(result)));
  return result.failures.length === 0 ? 0 : 1;
}
