import { spawnSync } from 'node:child_process';
import { runCommand } from '../baikonur/testing/run-command.ts';

async function scriptFor(shell: string): Promise<string> {
  const { code, out, err } = await runCommand(['completion', shell]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return out;
}

/** The words that bash offers at the end of a line. */
async function complete(...words: readonly string[]): Promise<readonly string[]> {
  const script = `${await scriptFor('bash')}
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_baikonur_complete
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script, 'bash', 'baikonur', ...words], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
}

it.each<[words: readonly string[], expected: readonly string[]]>([
  [[''], ['explain', 'send', 'tail', 'es', 'teardown', 'completion', '--version', '--help']],
  [['ex'], ['explain']],
  [
    ['es', ''],
    ['install-template', '--help'],
  ],
  [['es', 'install-template', '--max'], ['--max-fields']],
  [['send', '--dry-run', '--str'], ['--stream']],
  [['completion', 'f'], ['fish']],
])('bash completes %j', async (words, expected) => {
  expect(await complete(...words)).toEqual(expected);
});

it('zsh gets every command and its options', async () => {
  const script = await scriptFor('zsh');
  expect(script).toContain('#compdef baikonur\n');
  expect(script).toContain('"es install-template") compadd -- --stage --max-fields');
});

it('fish gets every command and its options', async () => {
  const lines = (await scriptFor('fish')).split('\n');
  expect(lines).toContain("complete -c baikonur -f -n '__fish_use_subcommand' -a tail");
  expect(lines).toContain("complete -c baikonur -n '__fish_seen_subcommand_from tail' -l since");
});

it('refuses other shells', async () => {
  const { code, err } = await runCommand(['completion', 'tcsh']);
  expect(code).toBe(2);
  expect(err).toContain('Allowed choices are bash, zsh, fish.');
});
