import { edit, FILES } from '../../shared/deploy/topology/testing/config-texts.ts';
import { checkStages } from './check-stages.ts';
import { printCheck } from './print-check.ts';

const TWO_STAGES = { ...FILES, 'config/stages/prod.yml': FILES['config/stages/dev.yml'] ?? '' };
const FUNCTIONS = 'router-route, forwarders-apps, forwarders-hose, s3-sink-sink';

function yellow(text: string): string {
  return `<${text}>`;
}

it('says what a good stage has, and nothing else', () => {
  expect(printCheck(checkStages(TWO_STAGES, ['dev']), yellow)).toEqual({
    out: [`dev: ok (3 streams; functions ${FUNCTIONS})`],
    err: [],
  });
});

it('reports once what all stages share', () => {
  const texts = { ...TWO_STAGES, ...edit(['forwarders', 'kinesis:out', 'kinesis:in']) };
  const { valid, problems } = checkStages(texts, []);
  expect(valid).toEqual([]);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ file: 'config/forwarders.yml', line: 5 });
});

it('prints warnings in yellow, behind problems', () => {
  const texts = edit(['stages/dev', 'eu-west-1', 'eu-west-9'], ['stages/dev', 'memoryMb: 512', 'memoryMb: 1']);
  const { out, err } = printCheck(checkStages(texts, []), yellow);
  expect(out).toEqual([]);
  expect(err).toEqual([
    'config/stages/dev.yml:11: functions.default.memoryMb: expected a whole number from 128 to 10240, got 1',
    '<config/stages/dev.yml:1: warning: region: no Region of AWS that this version knows (did you mean eu-west-1?), got "eu-west-9">',
    '1 problem, 1 warning in config/',
  ]);
});

it('a stage with warnings alone is good', () => {
  const checked = checkStages(edit(['stages/dev', 'eu-west-1', 'eu-west-9']), []);
  expect(checked).toMatchObject({ valid: [{ stage: 'dev', streams: 3 }], problems: [] });
  expect(printCheck(checked, yellow).err.at(-1)).toBe('1 warning in config/');
});

it('prints the next five runs of each task, where the time is known', () => {
  const task = 'taskDefinitionArn: a, executionRoleArn: a, subnetIds: [subnet-0123456789abcdef0]';
  const tasks = `tasks:
  - { name: daily, scheduleExpression: cron(0 3 * * ? *), timezone: Asia/Tokyo, ${task} }
  - { name: often, scheduleExpression: rate(5 minutes), ${task} }
  - { name: off, isEnabled: false, scheduleExpression: rate(5 minutes), ${task} }
`;
  const texts = { ...FILES, 'config/tasks.yml': tasks };
  expect(printCheck(checkStages(texts, ['dev'], Date.UTC(2026, 10, 28)), yellow)).toEqual({
    out: [
      `dev: ok (3 streams; functions ${FUNCTIONS})`,
      `  daily: ${['11-29', '11-30', '12-01', '12-02', '12-03'].map((day) => `2026-${day}T03:00+09:00`).join(', ')}`,
      '  often: no time known (rate(5 minutes))',
      '  off: switched off',
    ],
    err: [],
  });
  expect(checkStages(texts, ['dev']).valid[0]).not.toHaveProperty('tasks');
});
