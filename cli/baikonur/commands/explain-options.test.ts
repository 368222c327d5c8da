import { log } from '../testing/explain-logs.ts';
import { runCommand } from '../testing/run-command.ts';

const BIG = log('big', 'access').replace('}', `,"x":"${'x'.repeat(1_010 * 1024)}"}`);
/** One that all take, one that a destination refuses, one that is rejected, one that none takes. */
const INPUT = [log('fine'), BIG, 'no JSON', log('other', 'unlisted')].join('\n');
const ENV = { LOG_TYPE_WHITELIST: 'app*,access' };

async function run(...args: readonly string[]) {
  const { code, out } = await runCommand(['explain', ...args], { stdin: INPUT, env: ENV });
  return { code, out };
}

it('the sums count what a destination refuses', async () => {
  expect((await run()).out).toMatch(
    /\n4 entries: 2 valid, 1 filtered, 1 rejected; of the valid 1 refused by a destination\n$/,
  );
});

it.each<[string, readonly object[]]>([
  ['rejected', [{ outcome: 'rejected', line: 3 }]],
  ['refused', [{ outcome: 'valid', logId: 'big', refusals: [{ reason: 'oversize' }] }]],
  ['filtered', [{ outcome: 'filtered', logId: 'other' }]],
])('--only %s shows those alone', async (kind, expected) => {
  const { code, out } = await run('--json', '--only', kind);
  const entries = out.trimEnd().split('\n');
  expect(entries.map((line) => JSON.parse(line))).toMatchObject(expected);
  // The exit code is that of the whole input.
  expect(code).toBe(1);
  expect((await run('--only', kind)).out).toContain('4 entries: ');
});

it.each([
  [[], log('fine'), 0],
  [['--strict'], log('fine'), 0],
  [[], BIG, 0],
  [['--strict'], BIG, 1],
  [['--strict', '--only', 'rejected'], BIG, 1],
  [['--only', 'refused'], BIG, 0],
  [[], 'no JSON', 1],
])('exit code with %j', async (args, stdin, expected) => {
  expect((await runCommand(['explain', ...args], { stdin })).code).toBe(expected);
});

it('--only refuses another kind', async () => {
  expect((await runCommand(['explain', '--only', 'valid'])).code).toBe(2);
});

it('says why an id has no index', async () => {
  const [long, broken] = [log('あ'.repeat(171)), log('x').replace('"x"', '"\\ud800"')];
  const { out } = await runCommand(['explain', '--json'], { stdin: `${long}\n${broken}` });
  const entries = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(entries).toMatchObject([
    { outcome: 'rejected', reason: 'bad_field', error: expect.stringContaining('log_id: expected at most 512 bytes') },
    { outcome: 'valid', esError: expect.stringContaining('half a surrogate pair') },
  ]);
  expect(entries.some((entry) => 'esIndex' in entry || 'esId' in entry)).toBe(false);
  const forPeople = await runCommand(['explain'], { stdin: broken });
  expect(forPeople.out).toMatch(/no index +log_id holds half .* \(es-sink is not in config\/\)/);
});
