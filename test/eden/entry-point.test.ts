import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

jest.setTimeout(600_000);

const root = join(__dirname, '..', '..');
function shell(command: string, env: NodeJS.ProcessEnv = {}) {
  return spawnSync('sh', ['-c', command], { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });
}

it.each([
  'npx --no --offline -- eden --help',
  'npx --no eden help',
  'npx --no eden create --help',
  'node cli/eden/bin.js --help',
])('%s starts eden on the project’s own Node', (command) => {
  const { status, stdout } = shell(command);
  expect(stdout).toMatch(/^Usage: eden/);
  expect(status).toBe(0);
});

it('an exit code goes through the launcher', () => {
  expect(shell('node cli/eden/bin.js nonsense')).toMatchObject({ status: 2, stdout: '' });
});

it('npm run local -- eden-demo shows create, ls, redeploy and delete by itself', () => {
  const { status, stdout } = shell('npm run -s local -- eden-demo');
  expect(stdout.match(/^Successfully finished .*$/gm)).toEqual([
    'Successfully finished creating environment dev-dynamic-foo',
    'Successfully finished creating environment dev-dynamic-foo',
    'Successfully finished deleting environment dev-dynamic-foo',
  ]);
  expect(stdout).toContain('No environments available');
  expect(status).toBe(0);
});
