import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../local/stack/paths.ts';
import { sampleOf } from '../exhaustive.ts';
import { announce } from './announce.ts';
import { type Counts, describeCounts, replaceFailed, suitesToTryAgain } from './counts.ts';
import { LONG_SUITES, ONLY_LONG_SUITES } from './long-suites.ts';
import { phasesOf } from './phases.ts';

/** Files that are no suite, with the suite that they are of. */
const SUITE_OF: Readonly<Record<string, string>> = {
  'test/fluent/main.ts': 'test/fluent/real-receivers.test.ts',
  'test/search/describe-cleaner.ts': 'test/search/real-engine.test.ts',
  'test/templates/packaged-stages.ts': 'test/templates/templates.test.ts',
};

it('the list of long suites has every suite that takes a sample in npm test, and those that are long alone', () => {
  const files = execFileSync('git', ['ls-files', '*.ts'], { cwd: ROOT, encoding: 'utf8' }).trim().split('\n');
  const using = files.filter((file) => {
    if (dirname(file) === 'test/run' && file !== 'test/run/interrupted.test.ts') return false;
    // Those need a browser: npm run test:page.
    if (dirname(file) === 'test/page') return false;
    return /from '[^']*\/exhaustive\.ts'/.test(readFileSync(join(ROOT, file), 'utf8'));
  });
  const expected = new Set([...using.map((file) => SUITE_OF[file] ?? file), ...ONLY_LONG_SUITES]);
  expect([...expected].sort()).toEqual([...LONG_SUITES].sort());
});

it.each([
  [[1, 2, 3], 5, [1, 2, 3]],
  [[1, 2, 3, 4, 5], 3, [1, 3, 5]],
  [[1, 2, 3, 4, 5, 6, 7], 2, [1, 7]],
])('a sample of %j, %i long: first, last and between', (cases, count, sample) => {
  expect(sampleOf(cases, count)).toEqual(sample);
});

it.each([
  [false, [], /^npm test: .* About \d+ minutes/s],
  [true, [], /^test:long: \d+ suites .* about \d+ minutes/],
  [false, ['services/s3-sink', 'shared/pipeline'], /^tests: services\/s3-sink shared\/pipeline$/],
])('says what it will do: long %s, %j', (isLong, args, text) => {
  expect(announce(isLong, args)).toMatch(text);
});

it.each([
  [[], ['unit', 'integration']],
  [
    ['-w', '1'],
    ['unit', 'integration'],
  ],
  [['--verbose', '-w', '1', 'shared/log', 'services'], ['unit']],
  [['services/s3-sink', 'shared/log'], ['unit']],
  [['shared/pipeline'], ['unit']],
  [['test/integration'], ['integration']],
  [['test/integration/eden-api'], ['integration']],
  [
    ['test/integration', 'shared/log'],
    ['unit', 'integration'],
  ],
  [['eden-api'], ['unit', 'integration']],
  [['test/page'], ['page']],
])('the arguments %j run %j', (args, projects) => {
  expect(phasesOf(args, ROOT).map(({ project }) => project)).toEqual(projects);
});

const GREEN: Counts = { passed: 12, failed: 0, failedSuites: [] };
const RED: Counts = {
  passed: 20,
  failed: 3,
  failedSuites: [
    { file: '/a.test.ts', passed: 4, failed: 2 },
    { file: '/cannot-start.test.ts', passed: 0, failed: 1 },
  ],
};

it.each([
  [[], '0 passed, 0 failed'],
  [[GREEN], '12 passed, 0 failed'],
  [[GREEN, RED], '32 passed, 3 failed'],
])('%#: the counts of all runs are one line', (runs, line) => {
  expect(describeCounts(runs)).toBe(line);
});

it.each<[string, Counts, string]>([
  ['both pass', { passed: 7, failed: 0, failedSuites: [] }, '23 passed, 0 failed'],
  [
    'one fails',
    { passed: 6, failed: 1, failedSuites: [{ file: '/a.test.ts', passed: 5, failed: 1 }] },
    '22 passed, 1 failed',
  ],
])('after a second attempt each test counts once: %s', (_what, second, line) => {
  expect(describeCounts([replaceFailed(RED, second)])).toBe(line);
});

it.each([
  [0, 0],
  [3, 3],
  [4, 0],
])('of %i failed suites %i are tried again', (count, tried) => {
  const failedSuites = Array.from({ length: count }, (_, index) => ({
    file: `/${index}.test.ts`,
    passed: 0,
    failed: 1,
  }));
  expect(suitesToTryAgain({ passed: 1, failed: count, failedSuites })).toHaveLength(tried);
});
