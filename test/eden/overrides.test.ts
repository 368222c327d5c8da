import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { strictCredentials } from '../../local/strict-aws/seed.ts';
import { type Cli, openCli } from './cli-world.ts';
import { listAccount } from './listing.ts';
import { useEden } from './use-eden.ts';
import { region } from './world.ts';

jest.setTimeout(600_000);

const accountId = '900000000014';
const eden = useEden(accountId);
let cli: Cli;

beforeAll(() => {
  cli = openCli(eden.strict, accountId);
  const fields = Object.entries({ ...eden.account.seeded.fields, environment: 'FROM=profile' });
  cli.files.set('/home/nana/.eden/config', `[api]\n${fields.map(([key, value]) => `${key} = ${value}`).join('\n')}\n`);
});

function ecs(): ECSClient {
  return new ECSClient({ endpoint: eden.strict.url, region, credentials: strictCredentials(accountId, 'test') });
}

/** Deploys, and reads what runs then. */
async function deploy(...flags: string[]) {
  const image = eden.account.seeded.images[0] ?? '';
  const { code, err } = await cli.eden('create', '-p', 'api', '--name', 'foo', '--image-uri', image, ...flags);
  expect({ code, err }).toEqual({ code: 0, err: [] });
  const service = await eden.account.aws('first').describeService({ cluster: 'dev', service: 'dev-dynamic-foo' });
  const command = new DescribeTaskDefinitionCommand({ taskDefinition: service?.taskDefinition });
  const { taskDefinition } = await ecs().send(command);
  const container = taskDefinition?.containerDefinitions?.find(({ name }) => name === 'api');
  const environment = Object.fromEntries((container?.environment ?? []).map(({ name, value }) => [name, value]));
  return { count: service?.desiredCount, environment, secrets: container?.secrets };
}

const profiled = { STAGE: 'dev', FROM: 'profile' };

it('what is given for an environment is kept by its redeploys, until it is told otherwise', async () => {
  const given = { ...profiled, URL: 'https://api-foo.dev.example.com', B: '2' };
  expect(await deploy('--environment', 'URL=https://{{host}},B=2', '--desired-count', '3')).toMatchObject({
    count: 3,
    environment: given,
  });
  expect(await deploy()).toMatchObject({ count: 3, environment: given });
  await ecs().send(new UpdateServiceCommand({ cluster: 'dev', service: 'dev-dynamic-foo', desiredCount: 5 }));
  expect(await deploy()).toMatchObject({ count: 5, environment: given });
  expect(await deploy('--environment', 'C=3')).toMatchObject({ count: 5, environment: { ...profiled, C: '3' } });
  expect(await deploy('--desired-count', 'reference')).toMatchObject({
    count: 4,
    environment: { ...profiled, C: '3' },
  });
  expect(await deploy('--environment', '', '--desired-count', '')).toMatchObject({ count: 1, environment: profiled });
  expect((await listAccount(eden.account)).items[0]?.overrides).toEqual([]);
  expect(await eden.account.delete('delete')).toMatchObject({ status: 'deleted' });
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

it('--environment may be given several times; a JSON object keeps commas, line ends and spaces', async () => {
  const value = 'x,B=1\n y=% ';
  const given = ['--environment', JSON.stringify({ A: value }), '--environment', 'C=3'];
  expect(await deploy(...given)).toMatchObject({ environment: { ...profiled, A: value, C: '3' } });
  expect(await deploy()).toMatchObject({ environment: { ...profiled, A: value, C: '3' } });
  expect(await deploy('--environment', 'D=1,E=2', '--environment', 'F=a=b')).toMatchObject({
    environment: { ...profiled, D: '1', E: '2', F: 'a=b' },
  });
  expect((await cli.eden('show', 'foo', '-p', 'api')).out).toContain(
    'set for it alone: environment.D, environment.E, environment.F',
  );
  expect(await eden.account.delete('delete')).toMatchObject({ status: 'deleted' });
});

it('--env sets one variable each, fills in host, name, pull request and hosts of other profiles, and refers to secrets', async () => {
  const file = '/home/nana/.eden/config';
  const whole = cli.files.get(file) ?? '';
  const web = whole.replace('[api]', '[web]').replace(/^domain_name_prefix = .*/m, 'domain_name_prefix = web');
  cli.files.set(file, `${whole}\n${web}`);
  const arn = `arn:aws:secretsmanager:${region}:${accountId}:secret:db-AbCdEf`;
  const values = [
    'A=x,B=1',
    'URL={{host}}/{{name}}/{{pr}}',
    'WEB=https://{{host:web}}',
    `DB_PASSWORD={{secret:${arn}}}`,
  ];
  const filled = { A: 'x,B=1', URL: 'api-foo.dev.example.com/foo/12', WEB: 'https://web-foo.dev.example.com' };
  const given = values.flatMap((value) => ['--env', value]);
  const expected = { environment: { ...profiled, ...filled }, secrets: [{ name: 'DB_PASSWORD', valueFrom: arn }] };
  expect(await deploy(...given, '--pr', '12')).toMatchObject(expected);
  expect(await deploy()).toMatchObject(expected);
  expect((await cli.eden('diff', 'foo', '-p', 'api')).out).toEqual([expect.stringMatching(/is as its reference/)]);
  expect(await deploy('--env', 'URL={{pr}}')).toEqual({
    count: 1,
    environment: { ...profiled, URL: '12' },
    secrets: undefined,
  });
  cli.files.set(file, whole);
  expect(await eden.account.delete('delete')).toMatchObject({ status: 'deleted' });
});

it.each([
  [
    ['--env', 'A={{pr}} {{host:none}}'],
    2,
    /Variable A holds {{pr}}, and no pull request.*\n.*there is no profile none/,
  ],
  [['--env', '1=2'], 2, /It is KEY=VALUE/],
  [['--pr', 'twelve'], 2, /pr must be the number of a pull request/],
])('create %j is refused, and nothing is left', async (flags, code, said) => {
  const image = eden.account.seeded.images[0] ?? '';
  const got = await cli.eden('create', '-p', 'api', '--name', 'foo', '--image-uri', image, ...flags);
  expect(got.code).toBe(code);
  expect(got.err.join('\n')).toMatch(said);
  expect(await listAccount(eden.account)).toEqual(eden.before);
});

it('--desired-count keep keeps the count that the service has', async () => {
  await deploy('--desired-count', '4');
  await ecs().send(new UpdateServiceCommand({ cluster: 'dev', service: 'dev-dynamic-foo', desiredCount: 6 }));
  expect(await deploy('--desired-count', 'keep')).toMatchObject({ count: 6 });
  expect(await eden.account.delete('delete')).toMatchObject({ status: 'deleted' });
});

it('a reference with more tags than a clone has room for: it is said which are left out', async () => {
  const tags = Array.from({ length: 48 }, (_, index) => ({ key: `tag-${index}`, value: 'v' }));
  const resourceArn = eden.account.seeded.fields['reference_service_arn'];
  await ecs().send(new TagResourceCommand({ resourceArn, tags }));
  const image = eden.account.seeded.images[0] ?? '';
  const { code, out } = await cli.eden('create', '-p', 'api', '--name', 'foo', '--image-uri', image);
  expect(code).toBe(0);
  expect(out.filter((line) => line.startsWith('A resource may have 50 tags'))).toEqual([
    "A resource may have 50 tags; left out of the reference's: tag-46, tag-47, team",
  ]);
  const service = await eden.account.aws('first').describeService({ cluster: 'dev', service: 'dev-dynamic-foo' });
  expect(service?.tags).toHaveLength(50);
  expect(await eden.account.delete('delete')).toMatchObject({ status: 'deleted' });
});
