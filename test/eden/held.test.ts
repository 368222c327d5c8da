import { openCli } from './cli-world.ts';
import { putItem } from './old-eden.ts';
import { useEden } from './use-eden.ts';
import { table } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000016';
const eden = useEden(accountId);

it('an operator sees who holds an environment, frees it, and sees what a dead run left', async () => {
  const cli = openCli(eden.strict, accountId);
  const fields = Object.entries(eden.account.seeded.fields).map(([key, value]) => `${key} = ${value}`);
  cli.files.set('/home/nana/.eden/config', `[api]\n${fields.join('\n')}\n`);
  await putItem(eden.account, table, {
    ...{ type: 'api', name: 'dev-dynamic-foo', kind: 'environment', status: 'creating', environment: 'foo' },
    ...{ given_name: 'foo', endpoint: 'api-foo.dev.example.com', run_id: 'r1', lease_holder: 'cli nana@train' },
    ...{ lease_until: Date.now() + 50_000, expires_at: 2_000_000_000, overrides: ['desired_count'] },
    journal: { taskDefinition: { state: 'intended', arns: [] } },
  });
  const line = 'dev-dynamic-foo api-foo.dev.example.com (last updated: never) (expires: 2033-05-18T03:33:20.000Z)';
  expect((await cli.eden('ls')).out).toContain(`${line} [creating, held by cli nana@train]`);
  const refused = await cli.eden('delete', '-p', 'api', '--name', 'foo', '--lock-timeout', '0s');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain(
    'eden show "foo" -p api shows that run. If it has died, eden unlock "foo" -p api takes its lease.',
  );
  expect((await cli.eden('show', 'foo', '-p', 'api')).out).toEqual(
    expect.arrayContaining([
      'name: foo',
      'expires: 2033-05-18T03:33:20.000Z',
      'set for it alone: desired_count',
      expect.stringMatching(/^held by: cli nana@train, run r1, until /),
      '  taskDefinition: intended',
    ]),
  );
  const unlock = ['unlock', 'foo', '-p', 'api'];
  expect((await cli.eden(...unlock)).out).toEqual(['Took the lease of dev-dynamic-foo from cli nana@train']);
  expect((await cli.eden(...unlock)).out).toEqual(['No run held dev-dynamic-foo']);
  expect((await cli.eden('ls')).out).toContain(`${line} [creating, unfinished]`);
  expect((await cli.eden('delete', '-p', 'api', '--name', 'foo')).code).toBe(0);
});
