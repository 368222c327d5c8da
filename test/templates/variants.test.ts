import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failedChecks, lintPolicies, lintTemplates } from './lint-tools.ts';
import { allVariants } from './variants/all-variants.ts';
import { REVIEWED_CHECKS } from './variants/checkov-reviewed.ts';
import { attachedPolicies, policiesOf, statementsIn } from './variants/policies-of.ts';
import { comparable, makeTemplates } from './variants/run-make-templates.ts';
import type { MadeTemplate } from './variants/variant.ts';

const MINUTE_MS = 60_000;
/** Calls that AWS gives no resource-level permission. @see Service Authorization Reference */
const OF_NO_RESOURCE = /^(xray:Put|ec2:|ecs:(List|Describe|Register|Deregister)|elasticloadbalancing:Describe)/;

const variants = allVariants();
let folder: string;
let made: readonly MadeTemplate[];
/** Templates by the Region for which they are linted. */
const files = new Map<string, string[]>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baikonur-lint-'));
  made = await makeTemplates(variants);
  const known = new Set<string>();
  for (const { variant, service, region, template } of made) {
    const text = JSON.stringify(comparable(template), null, 1);
    const isEmpty = Object.keys(template.Resources).length <= 2;
    if ((isEmpty && variant !== 'shipped') || known.has(region + text)) continue;
    known.add(region + text);
    const file = join(folder, `${variant}.${service}.json`);
    await writeFile(file, text);
    files.set(region, [...(files.get(region) ?? []), file]);
  }
}, 5 * MINUTE_MS);

afterAll(() => rm(folder, { recursive: true, force: true }));

it('there are at least 15 variants, in three Regions and in three partitions', () => {
  expect(variants.length).toBeGreaterThanOrEqual(15);
  expect([...files.keys()].sort()).toEqual(['ap-northeast-1', 'cn-north-1', 'eu-west-1', 'us-east-1', 'us-gov-west-1']);
});

it(
  'cfn-lint has no error and no warning',
  async () => {
    const outputs: string[] = [];
    for (const [region, ofRegion] of files) outputs.push(await lintTemplates(ofRegion, region));
    expect(outputs.filter((output) => output !== '')).toEqual([]);
  },
  5 * MINUTE_MS,
);

it(
  'checkov finds nothing but what was reviewed, and all of that',
  async () => {
    const failed = await failedChecks(folder);
    expect(failed.filter(({ check }) => !(check in REVIEWED_CHECKS))).toEqual([]);
    expect([...new Set(failed.map(({ check }) => check))].sort()).toEqual(Object.keys(REVIEWED_CHECKS).sort());
  },
  5 * MINUTE_MS,
);

it(
  'parliament finds nothing in any policy of any role',
  async () => {
    const policies = made.flatMap(policiesOf);
    expect(policies.length).toBeGreaterThan(60);
    expect(await lintPolicies(policies)).toBe('');
  },
  MINUTE_MS,
);

describe('no policy, inline or managed,', () => {
  it('has a wildcard in an action', () => {
    const actions = made
      .flatMap(policiesOf)
      .flatMap(statementsIn)
      .flatMap(({ Action }) => Action);
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  it('grants on everything but what AWS grants on nothing else', () => {
    const onAll = made
      .flatMap(policiesOf)
      .flatMap(statementsIn)
      .filter(({ Resource }) => [Resource].flat().includes('*'));
    const wrong = onAll.flatMap(({ Action }) => Action).filter((action) => !OF_NO_RESOURCE.test(action));
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('is of AWS: what is in those changes without us', () => {
    expect(made.flatMap(attachedPolicies)).toEqual([]);
  });
});

it('the lists of a large eden go on in managed policies', () => {
  const large = made.find(({ variant }) => variant === 'eden-large');
  const types = Object.values(large?.template.Resources ?? {}).map(({ Type }) => Type);
  expect(types.filter((type) => type === 'AWS::IAM::ManagedPolicy').length).toBeGreaterThan(2);
});

it('permissions boundary, tags and concurrency of the stage are in its templates', () => {
  const resources = made
    .filter(({ variant }) => variant === 'settings')
    .flatMap(({ template }) => Object.values(template.Resources));
  const ofType = (type: string) => resources.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  expect(ofType('AWS::IAM::Role').length).toBeGreaterThan(4);
  for (const role of ofType('AWS::IAM::Role')) {
    expect(role).toMatchObject({ PermissionsBoundary: 'arn:aws:iam::123456789012:policy/boundary' });
  }
  for (const fn of ofType('AWS::Lambda::Function')) expect(fn).toMatchObject({ ReservedConcurrentExecutions: 10 });
});
