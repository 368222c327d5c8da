import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../testing/run-command.ts';

const folder = mkdtempSync(join(tmpdir(), 'plan-'));
const routes = join(folder, 'config/routes.yml');
const sample = join(folder, 'sample.ndjson');

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });
}

/** Runs a command in the folder. */
async function run(...given: readonly (string | { readonly stdin: Buffer })[]) {
  const cwd = jest.spyOn(process, 'cwd').mockReturnValue(folder);
  const args = given.filter((one) => typeof one === 'string');
  const world = given.find((one) => typeof one !== 'string');
  try {
    return await runCommand(['plan', ...args], world);
  } finally {
    cwd.mockRestore();
  }
}

function edit(file: string, from: string, to: string): void {
  const before = readFileSync(file, 'utf8');
  expect(before).toContain(from);
  writeFileSync(file, before.replace(from, to));
}

beforeAll(() => {
  cpSync(join(__dirname, '../../../config'), join(folder, 'config'), { recursive: true });
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'first');
  const log = (type: string, id: number) =>
    JSON.stringify({ log_type: type, log_id: `${id}`, time: '2026-11-22T00:00:00Z' });
  writeFileSync(sample, ['app.web', 'app.api', 'access'].map(log).join('\n'));
});

beforeEach(() => git('checkout', '-q', '.'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('plan', () => {
  it('prints a table, and one document with --json', async () => {
    const printed = await run('--rate', '1MB/s', '--size', '600');
    expect(printed).toMatchObject({ code: 0, err: '' });
    expect(printed.out).toMatch(
      /^stream router +shards +1,460 shard-hours +0\.015 +21\.90 +2 × 730 h; config\/ has 1, this rate needs 2$/m,
    );
    const { out } = await run('--rate', '1MB/s', '--size', '600', '--json');
    expect(Object.keys(JSON.parse(out))).toEqual(
      expect.arrayContaining(['region', 'stage', 'pricesAsOf', 'perMonth', 'items', 'advice']),
    );
  });

  it('takes prices that override those of the project', async () => {
    const file = join(folder, 'prices.json');
    const price = {
      name: 'cloudwatch.dashboard',
      region: 'us-east-1',
      usd: 4,
      unit: 'dashboard',
      date: '2027-01',
      source: 'me',
    };
    writeFileSync(file, JSON.stringify({ prices: [price] }));
    const { out } = await run('--prices', file, '--json');
    expect(JSON.parse(out).items).toContainEqual(
      expect.objectContaining({ kind: 'dashboard', unitPrice: 4, perMonth: 4 }),
    );
  });

  it.each([
    [['--rate', 'fast'], '--rate: expected such as 5MB/s or 40GB/day, at most 1000GB/s, got "fast"'],
    [['--rate', '1001GB/s'], 'at most 1000GB/s, got "1001GB/s"'],
    [['--size', '0'], '--size: expected bytes of a log such as 600 or 2KB, at most 10MiB'],
    [['--size', '11MB'], 'the largest record of a stream, got "11MB"'],
    [['--wait-ms', '-1'], '--wait-ms: expected milliseconds such as 100, at most 900000 (15 minutes), got "-1"'],
    [['--wait-ms', 'Infinity'], 'got "Infinity"'],
    [['--mix', 'none.yml'], '--mix none.yml: there is no such file'],
    [['--prices', 'none.json'], '--prices none.json: there is no such file'],
    [['--sample', 'x'], '--sample: it needs --diff'],
    [['--measure', '1w'], '--measure: expected 1h to 31d, such as 7d, got "1w"'],
    [['--measure', '7d', '--rate', '1MB/s', '--diff', 'HEAD'], '--measure: it takes the place of --rate, --diff'],
    [['--diff', 'no-such'], '--diff no-such: git: fatal:'],
    [['--diff', '--output=x'], '--diff: expected a revision such as HEAD~1, got "--output=x"'],
  ])('refuses %p', async (args, sentence) => {
    const { code, out, err } = await run(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });
});

it.each([
  ['app: 0', 'expected a share above 0, or {share, bytes} with bytes from 1 to 10485760, got 0'],
  ['app: { share: 1, bytes: 99999999 }', 'got {"share":1,"bytes":99999999}'],
  ['"a*": 1', 'a share is of one type, got the pattern "a*"'],
  ['[a]', 'expected types with their share, such as "app.web: 3"'],
  ['', 'expected types with their share, such as "app.web: 3"'],
])('refuses the mix %j', async (text, sentence) => {
  const file = join(folder, 'mix.yml');
  writeFileSync(file, text);
  const { code, err } = await run('--rate', '1MB/s', '--mix', file);
  expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
});

it.each([
  [{ region: 'eu-west-1' }, 'it has no price of us-east-1; its Regions: eu-west-1'],
  [{ name: 'kinesis.shardhour' }, 'there is no price "kinesis.shardhour" (did you mean kinesis.shardHour?)'],
])('refuses prices that would not be used: %j', async (more, sentence) => {
  const file = join(folder, 'unused.json');
  const price = { name: 'kinesis.shardHour', region: 'us-east-1', usd: 4, unit: 'x', date: '2027-01', source: 'me' };
  writeFileSync(file, JSON.stringify({ prices: [{ ...price, ...more }] }));
  const { code, err } = await run('--prices', file);
  expect([code, err]).toEqual([2, expect.stringContaining(sentence)]);
});

describe('plan --diff', () => {
  it('compares with the revision before the last one, where a route was changed and committed', async () => {
    edit(routes, 'types: ["*"]', 'types: ["app.web", "access"]');
    git('commit', '-qam', 'narrower');
    try {
      const { code, out } = await run('--diff', 'HEAD~1', '--sample', sample, '--json');
      expect(code).toBe(0);
      expect(JSON.parse(out)).toMatchObject({
        revision: 'HEAD~1',
        losesData: false,
        changes: [{ action: 'changed', subject: 'route archive' }],
        sample: { logs: 3, moved: [{ logType: 'app.api', logs: 1, after: 'subscriber' }] },
      });
      expect((await run('--diff', 'HEAD', '--sample', sample)).out).toMatch(/of 3 sample logs none goes elsewhere/);
    } finally {
      git('reset', '-q', '--hard', 'HEAD~1');
    }
  });

  it('says which logs of a sample go elsewhere when a route changes', async () => {
    edit(routes, 'types: ["*"]', 'types: ["app.web"]');
    const { code, out } = await run('--diff', 'HEAD', '--sample', sample, '--rate', '1MB/s');
    expect(code).toBe(0);
    expect(out).toContain(
      'changed   route archive: * to kinesis:baikonur-dev-archive becomes app.web to kinesis:baikonur-dev-archive',
    );
    expect(out).toMatch(/1 of 3 sample logs, app\.api: archive, subscriber, s3-sink becomes subscriber \(such as .*\)/);
    expect(out).toMatch(/1 of 3 sample logs, access: archive, partner, s3-sink becomes partner/);
    expect(out).toMatch(/cost a month \(at 1MB\/s\): \$[\d.]+ becomes \$[\d.]+ \(\+\$0\.00\)/);
  });

  it.each([
    ['', /the sample has no log/, { logs: 0, rejected: 0 }],
    [
      'no json\n',
      /none goes elsewhere\n1 of 1 sample log is rejected before and after: `baikonur explain`/,
      { rejected: 1 },
    ],
  ])('says what a sample does not tell: %j', async (text, printed, sums) => {
    const file = join(folder, 'odd.ndjson');
    writeFileSync(file, text);
    expect((await run('--diff', 'HEAD', '--sample', file)).out).toMatch(printed);
    expect(JSON.parse((await run('--diff', 'HEAD', '--sample', file, '--json')).out).sample).toMatchObject(sums);
  });

  it('reads a sample from the standard input, once', async () => {
    edit(routes, 'types: ["*"]', 'types: ["app.web"]');
    const { out } = await run({ stdin: readFileSync(sample) }, '--diff', 'HEAD', '--sample', '-', '--json');
    expect(JSON.parse(out).sample).toMatchObject({ logs: 3, moved: [{ logs: 1 }, { logs: 1 }] });
  });

  it('ends with 1 where a replacement may lose logs', async () => {
    edit(join(folder, 'config/service.yml'), 'project: baikonur', 'project: other');
    const { code, out } = await run('--diff', 'HEAD', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      losesData: true,
      changes: expect.arrayContaining([
        expect.objectContaining({ action: 'replaced', subject: 'stream router', losesData: true }),
      ]),
    });
  });

  it('says when the other configuration is not valid', async () => {
    edit(routes, 'source: router', 'source: nowhere');
    git('commit', '-qam', 'wrong');
    git('revert', '--no-edit', '-n', 'HEAD');
    git('commit', '-qm', 'right again');
    const { code, err } = await run('--diff', 'HEAD~1');
    expect(code).toBe(2);
    expect(err).toContain('--diff HEAD~1: its config/ is not valid for stage dev');
  });
});
