import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePlan } from '../../cli/baikonur/plan/make-plan.ts';
import { loadPrices } from '../../cli/baikonur/plan/prices.ts';
import { readRate } from '../../cli/baikonur/plan/workload.ts';
import { runCommand } from '../../cli/baikonur/testing/run-command.ts';
import { checkStages } from '../../cli/config-check/check-stages.ts';
import { printCheck } from '../../cli/config-check/print-check.ts';
import { MANIFESTS } from '../../services/manifests.ts';
import { parseTopology } from '../../shared/deploy/topology/parse-topology.ts';
import { readConfigTexts } from '../../shared/deploy/topology/read-config.ts';
import { parseIni } from '../../shared/eden/profile/ini.ts';
import { PROFILE_KEYS } from '../../shared/eden/profile/keys.ts';
import { asPattern, consoleBlocks } from './console-examples.ts';
import { markdownFiles, ROOT, readText } from './project.ts';

const COMMAND =
  /^(?<piped>(?:printf|echo) '[^']*' \| )?(?<env>(?:[A-Z][A-Z0-9_]*=\S+ )*)\.\/baikonur (?<args>.*?)(?: <<< '(?<stdin>.*)')?$/;
const CHECK = /^npm run -s config:check -- --stage (\w+)$/;
const pages = markdownFiles().filter(([path]) => /^docs\/(?:ja\/)?knowledge\//.test(path));
const home = process.cwd();
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'baikonur-knowledge-'));
  cpSync(join(ROOT, 'config'), join(folder, 'config'), { recursive: true });
  symlinkSync(join(ROOT, 'services'), join(folder, 'services'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a command of a page in a folder with the shipped `config/`: the project's own in this process, others in a shell. */
async function run(command: string): Promise<string> {
  const own = COMMAND.exec(command)?.groups;
  if (own !== undefined) return runOwn(own);
  const [, stage] = CHECK.exec(command) ?? [];
  if (stage === undefined) return execFileSync('bash', ['-c', command], { encoding: 'utf8' });
  const { out, err } = printCheck(checkStages(readConfigTexts(folder), [stage]), (text) => text);
  return [...out, ...err].map((line) => `${line}\n`).join('');
}

async function runOwn({ piped, env = '', args = '', stdin }: Record<string, string | undefined>): Promise<string> {
  const input = piped === undefined ? stdin : execFileSync('bash', ['-c', piped.slice(0, -2)], { encoding: 'utf8' });
  const { out } = await runCommand(args.split(' '), {
    stdin: input ?? '',
    env: Object.fromEntries(
      env
        .trim()
        .split(' ')
        .filter((one) => one !== '')
        .map((one) => [one.slice(0, one.indexOf('=')), one.slice(one.indexOf('=') + 1)]),
    ),
  });
  return out;
}

const blocks = pages.flatMap(([page, text]) =>
  consoleBlocks(text).map((block) => [page, block[0]?.command ?? '', block] as const),
);

it('has examples', () => expect(blocks.length).toBeGreaterThan(20));

it.each(blocks)('%s: %s', async (_page, _first, block) => {
  for (const { command, output } of block) expect(await run(command)).toMatch(asPattern(output));
});

it('settings of profiles have the names of keys', () => {
  const inis = pages.flatMap(([, text]) => [...text.matchAll(/^```ini\n([\s\S]*?)^```$/gm)].map(([, ini = '']) => ini));
  expect(inis.length).toBeGreaterThan(2);
  const names = new Set(PROFILE_KEYS.map(({ name }) => name));
  for (const text of inis) {
    const ini = parseIni(text);
    const fields = ini.status === 'ok' ? Object.keys(ini.sections.get('api') ?? {}) : [];
    expect(fields.filter((name) => !names.has(name))).toEqual([]);
    expect(fields.length).toBeGreaterThan(0);
  }
});

it('an example that prints something else is found', async () => {
  expect(await run("./baikonur explain <<< 'text'")).not.toMatch(asPattern('line 1  valid\n…'));
  expect('one\ntwo\nthree\n').toMatch(asPattern('…\nth…e'));
  expect('one\ntwo\n').not.toMatch(asPattern('one'));
});

it.each(
  ['docs/knowledge/sizing.md', 'docs/ja/knowledge/sizing.md'].filter((page) => pages.some(([one]) => one === page)),
)('%s: both capacity modes cost what the table says', (page) => {
  const [, table = ''] = /<!-- capacity table:[^\n]*-->\n([\s\S]*?)\n\n(?!\|)/.exec(readText(page)) ?? [];
  const rows = [...table.matchAll(/^\| (\S+) \| (\$[\d.]+) \| (\$[\d.]+) \|$/gm)];
  expect(rows.map(([, rate = '', ...prices]) => [rate.replace('なし', 'idle'), ...prices])).toEqual(
    ['idle', '100KB/s', '600KB/s', '1MB/s', '5MB/s'].map((rate) => [
      rate,
      cost(rate, 'provisioned'),
      cost(rate, 'on-demand'),
    ]),
  );
});

/** Cost of the shipped stage for a month, with all streams in one mode. */
function cost(rate: string, mode: 'provisioned' | 'on-demand'): string {
  const texts = { ...readConfigTexts(folder) };
  const stage = 'config/stages/dev.yml';
  if (mode === 'on-demand')
    texts[stage] = (texts[stage] ?? '').replace('mode: provisioned, shards: 1', `mode: ${mode}`);
  const parsed = parseTopology(MANIFESTS, texts, 'dev');
  if (parsed.status === 'invalid') throw new Error(parsed.problems[0]?.message);
  const workload = { bytesPerSecond: rate === 'idle' ? 0 : readRate(rate), bytes: 1000 };
  const plan = makePlan(parsed.topology, { workload, prices: loadPrices('us-east-1'), waitMs: 100 });
  return `$${plan.perMonth.toFixed(2)}`;
}
