import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../baikonur/testing/run-command.ts';

async function scriptFor(shell: string): Promise<string> {
  const { code, out, err } = await runCommand(['completion', shell]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

/** The words that bash offers at the end of a line. */
async function complete(...words: readonly string[]): Promise<readonly string[]> {
  return completeFor('baikonur', words);
}

/** @param program the first word of the line, which the script calls for values that depend on files */
async function completeFor(program: string, words: readonly string[]): Promise<readonly string[]> {
  const script = `${await scriptFor('bash')}
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_baikonur_complete
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', program, ...words], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

it.each<[words: readonly string[], expected: readonly string[]]>([
  [
    [''],
    [
      'explain',
      'send',
      'tail',
      'status',
      'find',
      'letters',
      'audit',
      'watch',
      'plan',
      'redrive',
      'replay',
      'es',
      'task',
      'teardown',
      'completion',
      '--version',
      '--help',
    ],
  ],
  [['ex'], ['explain']],
  [
    ['es', ''],
    ['install-template', '--help'],
  ],
  [['es', 'install-template', '--max'], ['--max-fields']],
  [['send', '--dry-run', '--str'], ['--stream']],
  [['completion', 'f'], ['fish']],
  [
    ['send', '--as', ''],
    ['plain', 'cloudwatch', 'kpl'],
  ],
  [['send', '--dry-run', '--as', 'c'], ['cloudwatch']],
  [
    ['send', '--as', '='],
    ['plain', 'cloudwatch', 'kpl'],
  ],
  [['send', '--as', '=', 'k'], ['kpl']],
  [
    ['explain', '--only', 're'],
    ['rejected', 'refused'],
  ],
  // Anything may follow: the shell offers files.
  [['send', '--rate', ''], []],
  [['explain', '--now', ''], []],
  [
    ['find', '--max'],
    ['--max-objects', '--max-gib'],
  ],
  [['find', '--in'], ['--in-flight']],
  [['find', '--where', ''], []],
  [['redrive', '--edit', ''], []],
  [['redrive', '--max'], ['--max-generation']],
  [
    ['replay', '--max'],
    ['--max-gib', '--max-logs'],
  ],
  [['replay', '--w'], ['--where']],
])('bash completes %j', async (words, expected) => {
  expect(await complete(...words)).toEqual(expected);
});

it.each<[words: readonly string[], expected: readonly string[]]>([
  [['send', '--stage', 'lo'], ['local']],
  [['tail', '--stage', '=', 'l'], ['local']],
  [['es', 'install-template', '--stage', 'd'], ['dev']],
  [['send', '--stream', 'a'], ['archive']],
  [['tail', 'su'], ['subscriber']],
  [['letters', '--function', 's3'], ['s3-sink-sink']],
  [['letters', '--reason', 'bad_t'], ['bad_time']],
  [['find', 'x', '--stage', 'lo'], ['local']],
  [['redrive', '--function', 's3'], ['s3-sink-sink']],
  [['redrive', '--reason', 'bad_t'], ['bad_time']],
  [['replay', '--stage', 'd'], ['dev']],
])('bash completes %j from config/', async (words, expected) => {
  expect(await completeFor(join(__dirname, '../../baikonur'), words)).toEqual(expected);
});

it('offers nothing where the program fails', async () => {
  expect(await completeFor('/nowhere/baikonur', ['send', '--stage', ''])).toEqual([]);
});

it('names the tasks of config/', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'completion-'));
  const cwd = jest.spyOn(process, 'cwd').mockReturnValue(folder);
  try {
    cpSync(join(__dirname, '../../config'), join(folder, 'config'), { recursive: true });
    expect(await runCommand(['completion', '--values', 'task'])).toEqual({ code: 0, out: '', err: '' });
    const task = { name: 'nightly', scheduleExpression: 'rate(5 minutes)', targetClusterArn: 'jobs' };
    const more = { taskDefinitionArn: 'report', executionRoleArn: 'report', subnetIds: ['subnet-0123456789abcdef0'] };
    writeFileSync(join(folder, 'config/tasks.yml'), JSON.stringify({ tasks: [{ ...task, ...more }] }));
    expect(await runCommand(['completion', '--values', 'task'])).toEqual({ code: 0, out: 'nightly\n', err: '' });
  } finally {
    cwd.mockRestore();
    rmSync(folder, { recursive: true });
  }
  expect(await scriptFor('bash')).toMatch(/"task run"\) .*\$\(_baikonur_values task\)/);
});

it('an unknown list is empty, and a shell must be named', async () => {
  expect(await runCommand(['completion', '--values', 'nothing'])).toEqual({ code: 0, out: '', err: '' });
  const { code, err } = await runCommand(['completion']);
  expect(code).toBe(2);
  expect(err).toContain('error: expected a shell: bash, zsh, fish');
});

it('zsh and fish ask for the same values', async () => {
  const zsh = await scriptFor('zsh');
  expect(zsh).toContain('"send --as") compadd -- plain cloudwatch kpl; return ;;');
  expect(zsh).toContain(`"send --stage") compadd -- \${(f)"$(_baikonur_values stage)"}; return ;;`);
  const fish = (await scriptFor('fish')).split('\n');
  expect(fish).toContain(
    "complete -c baikonur -n '__fish_seen_subcommand_from send' -l as -x -a 'plain cloudwatch kpl'",
  );
  expect(fish).toContain(
    "complete -c baikonur -n '__fish_seen_subcommand_from send' -l stage -x -a '(baikonur completion --values stage 2>/dev/null)'",
  );
});

it('zsh gets every command and its options', async () => {
  const script = await scriptFor('zsh');
  expect(script).toContain('#compdef baikonur\n');
  expect(script).toContain('"es install-template") compadd -- --stage --max-fields');
});

it('fish gets every command and its options', async () => {
  const lines = (await scriptFor('fish')).split('\n');
  expect(lines).toContain("complete -c baikonur -f -n '__fish_use_subcommand' -a tail");
  expect(lines).toContain("complete -c baikonur -n '__fish_seen_subcommand_from tail' -l since -r");
});

it('refuses other shells', async () => {
  const { code, err } = await runCommand(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(err).toContain('Allowed choices are bash, zsh, fish.');
});
