import { runCommand } from '../../cli/baikonur/testing/run-command.ts';
import { badRecords } from '../../local/samples/bad-samples.ts';
import type { DeadLetter } from '../../shared/pipeline/dead-letter/dead-letter.ts';
import { beginRun } from './run.ts';
import { connectStack } from './stack.ts';

const LIMIT_MS = 120_000;
const { clients, connection, stop } = connectStack();
afterAll(stop);

const env = { AWS_ENDPOINT_URL: connection.endpoint, AWS_REGION: connection.region };

function command(...args: readonly string[]) {
  return runCommand(['letters', ...args, '--stage', 'local'], { env });
}

function keyOf({ function: name, target, identity }: DeadLetter): string {
  return [name, target, identity].join(' ');
}

test(
  'baikonur letters groups, explains and gives back what the functions rejected',
  async () => {
    const run = await beginRun(clients);
    const records = badRecords(Date.now());
    await run.send({ records, events: [] });
    const { contents } = await run.untilBalanced();
    // Other tests rejected logs as well.
    const shown = (await command('--show', '--json')).out
      .trimEnd()
      .split('\n')
      .map((line): DeadLetter => JSON.parse(line));
    expect(shown.map(keyOf)).toEqual(expect.arrayContaining(contents.deadLetters.map(keyOf)));

    const groups: { reason: string; count: number }[] = JSON.parse((await command('--json')).out);
    const counted = groups.flatMap(({ reason, count }) => Array.from({ length: count }, () => reason));
    expect(counted.sort()).toEqual(shown.map(({ reason }) => reason).sort());

    const explained = await command('explain', '--json', '--reason', 'bad_time');
    expect([explained.code, JSON.parse(explained.out)[0].now.refused > 0]).toEqual([1, true]);

    const { out } = await command('--data');
    const entries = await runCommand(['send', '--dry-run', '--json'], { stdin: out });
    expect(JSON.parse(entries.out)).toMatchObject({ lines: shown.length });
  },
  LIMIT_MS,
);
