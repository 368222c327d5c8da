import type { Task } from '../aws/types.ts';
import { waitForSeed } from './seed-result.ts';

const taskArn = 'arn:aws:ecs:us-east-1:1:task/dev/0a1b';

async function wait(answers: readonly (Task | undefined)[]) {
  let [asked, nowMs] = [0, 0];
  const clock = {
    now: () => nowMs,
    sleep: async (ms: number) => {
      nowMs += ms;
    },
  };
  const aws = { describeTask: async () => answers[Math.min(asked++, answers.length - 1)] };
  const result = await waitForSeed({ aws, clock }, { cluster: 'dev', container: 'api', taskArn }, 600_000);
  return { ...result, asked };
}

const running: Task = { lastStatus: 'RUNNING' };
const ended: Task = { lastStatus: 'STOPPED', containers: [{ name: 'api', exitCode: 0 }] };

it.each([
  ['a task that ECS shows late ends well', [undefined, undefined, running, ended], false, 4],
  ['one that it never shows has not', [undefined], true, 13],
  ['one that it forgets has not', [running, undefined], true, 2],
])('%s', async (_what, answers, isFailed, asked) => {
  expect(await wait(answers)).toMatchObject({ isFailed, asked });
});
