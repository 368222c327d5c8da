import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployerPolicy } from '../../cli/deploy-policy/deployer-policy.ts';
import { failedChecks, lintPolicies, lintTemplates, type NamedPolicy } from './lint-tools.ts';
import { ROOT } from './package-services.ts';
import { allVariants } from './variants/all-variants.ts';
import { REVIEWED_CHECKS } from './variants/checkov-reviewed.ts';
import { attachedPolicies, policiesOf, statementsIn } from './variants/policies-of.ts';
import { comparable, makeTemplates } from './variants/run-make-templates.ts';
import type { MadeTemplate } from './variants/variant.ts';

const MINUTE_MS = 60_000;
/** Calls that AWS gives no resource-level permission. @see Service Authorization Reference */
const OF_NO_RESOURCE =
  /^(xray:Put|ec2:|ecs:(List|Describe|Register|Deregister)|elasticloadbalancing:Describe|cloudwatch:GetMetricData)/;

/** Findings of parliament that are none, each with the reason. */
const REVIEWED_FINDINGS: readonly (readonly [finding: RegExp, because: string])[] = [
  [
    /UNKNOWN_ACTION "Unknown action kinesis:(ListTagsForResource|TagResource|UntagResource|UpdateMaxRecordSize)"/,
    'They came after its list of actions (2025-04). @see Kinesis API reference',
  ],
  [
    /RESOURCE_MISMATCH \[\{"action": "elasticloadbalancing:(CreateRule|ModifyRule|DeleteRule|AddTags)", "required_format": "[^"]*(net|gwy)/,
    'It asks for network load balancers beside the ALBs, to which alone eden has rights.',
  ],
  [
    /UNKNOWN_CONDITION_FOR_ACTION "Unknown condition elasticloadbalancing:CreateAction for action elasticloadbalancing:AddTags"/,
    'The condition came after its list. @see Elastic Load Balancing user guide, "Tag resources on creation"',
  ],
  [
    /RESOURCE_STAR \["ecs:ListTasks"\]/,
    'Tasks of Fargate are on no container instance, the only resource that it has. A condition limits it to the clusters.',
  ],
  [
    /RESOURCE_STAR \["ecs:RegisterTaskDefinition"\]/,
    'The reference and the guide of ECS contradict each other; * is right under both, and PassRole limits it.',
  ],
  [
    /RESOURCE_STAR \["ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", /,
    'Network interfaces of a function in a VPC: Lambda asks for them before they have an ARN.',
  ],
  [
    /RESOURCE_MISMATCH \[\{"action": "states:DescribeExecution", "required_format": "[^"]*:express:/,
    'Its executions are standard ones; those of express state machines have another form of ARN.',
  ],
  [
    /RESOURCE_MISMATCH \[\{"action": "dynamodb:GetResourcePolicy", "required_format": "[^"]*stream\/\*"\}\]/,
    'It asks for the stream of the table beside the table, which has none.',
  ],
];

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
    expect(await unreviewedFindings(policies)).toEqual([]);
  },
  MINUTE_MS,
);

async function unreviewedFindings(policies: readonly NamedPolicy[]): Promise<readonly string[]> {
  const findings = (await lintPolicies(policies)).split('\n').filter((line) => line !== '');
  return findings.filter((line) => !REVIEWED_FINDINGS.some(([finding]) => finding.test(line)));
}

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

describe('every template', () => {
  const resources = () => made.flatMap(({ template }) => Object.values(template.Resources));

  it('lets no role make a log group', () => {
    expect(JSON.stringify(made.flatMap(policiesOf))).not.toContain('logs:CreateLogGroup');
  });

  it('keeps what it retains, but not what a failed first deployment made', () => {
    const policies = new Set(resources().map(({ DeletionPolicy = 'Delete' }) => DeletionPolicy));
    expect([...policies].sort()).toEqual(['Delete', 'RetainExceptOnCreate']);
  });

  it('makes one stream after the other', () => {
    for (const { template } of made) {
      const streams = Object.entries(template.Resources).filter(([, { Type }]) => Type === 'AWS::Kinesis::Stream');
      const ids = streams.map(([id]) => id);
      const waitsFor = streams.flatMap(([, { DependsOn = [] }]) => [DependsOn].flat().filter((id) => ids.includes(id)));
      expect(new Set(waitsFor).size).toBe(Math.max(0, ids.length - 1));
    }
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

describe('the policy of who deploys', () => {
  /** That of a variant; stacks are named after their services. */
  function policyOf(variant: string) {
    const templates = made.filter((one) => one.variant === variant);
    const stage = variant === 'local' ? 'local' : 'dev';
    const deployment = { region: templates[0]?.region ?? '', accountId: '123456789012', prefix: `baikonur-${stage}-` };
    const stacks = templates.map(({ service, template }) => ({
      stack: `baikonur-${service}-${stage}`,
      resources: template.Resources,
    }));
    return deployerPolicy(stacks, deployment);
  }

  it(
    'knows every type of resource, is as narrow as AWS allows, and fits into a role, in all variants',
    async () => {
      const policies = variants.map(({ name }) => ({ name, document: policyOf(name) }));
      for (const { document } of policies) expect(JSON.stringify(document).length).toBeLessThan(10_240);
      expect(await unreviewedFindings(policies)).toEqual([]);
      const onAll = policies
        .flatMap(({ document }) => document.Statement)
        .filter(({ Resource }) => Resource.includes('*'));
      expect([
        ...new Set(onAll.filter(({ Condition }) => Condition === undefined).flatMap(({ Action }) => Action)),
      ]).toEqual(['cloudformation:ValidateTemplate', 'logs:DescribeLogGroups']);
      expect(
        policies
          .flatMap(({ document }) => document.Statement)
          .flatMap(({ Action }) => Action)
          .filter((action) => action.includes('*')),
      ).toEqual([]);
    },
    MINUTE_MS,
  );

  /** Whether a variant's policy has a statement about an ARN. */
  function reaches(variant: string): (arn: string) => boolean {
    const arns = policyOf(variant).Statement.flatMap(({ Resource }) => Resource);
    const patterns = arns
      .filter((arn) => arn !== '*')
      .map((arn) => new RegExp(`^${arn.replace(/[.+?^$()|[\]\\{}]/g, '\\$&').replaceAll('*', '.*')}$`));
    return (arn) => patterns.some((pattern) => pattern.test(arn));
  }

  const place = 'us-east-1:123456789012';

  it('reaches every resource that has a name', () => {
    const isReached = reaches('shipped');
    expect(
      [
        `arn:aws:kinesis:${place}:stream/baikonur-dev-router`,
        `arn:aws:dynamodb:${place}:table/baikonur-dev-progress`,
        'arn:aws:s3:::baikonur-dev-dead-letters-123456789012-us-east-1',
        `arn:aws:logs:${place}:log-group:/aws/lambda/baikonur-dev-router-route`,
        `arn:aws:logs:${place}:log-group:/baikonur/dev/web`,
        'arn:aws:iam::123456789012:role/baikonur-dev-router-route-us-east-1',
        `arn:aws:lambda:${place}:function:baikonur-dev-router-route`,
        `arn:aws:cloudwatch:${place}:alarm:baikonur-dev-router-route-errors`,
        'arn:aws:cloudwatch::123456789012:dashboard/baikonur-dev',
        `arn:aws:cloudformation:${place}:stack/baikonur-router-dev/0123`,
      ].filter((arn) => !isReached(arn)),
    ).toEqual([]);
    expect(isReached(`arn:aws:kinesis:${place}:stream/baikonur-prod-router`)).toBe(false);
    expect(isReached(`arn:aws:lambda:${place}:function:others`)).toBe(false);
  });

  it('lets CloudFormation tag the mappings: every stack has a tag', () => {
    const mapping = 'arn:aws:lambda:us-east-1:123456789012:event-source-mapping:*';
    const actions = policyOf('shipped').Statement.flatMap((one) =>
      one.Condition === undefined && one.Resource.includes(mapping) ? one.Action : [],
    );
    expect(actions).toEqual(['lambda:ListTags', 'lambda:TagResource', 'lambda:UntagResource']);
  });

  it('reaches what scheduled tasks have', () => {
    const isReached = reaches('tasks');
    expect(
      [
        `arn:aws:scheduler:${place}:schedule-group/baikonur-dev-tasks`,
        `arn:aws:scheduler:${place}:schedule/baikonur-dev-tasks/baikonur-dev-tasks-daily`,
        `arn:aws:events:${place}:rule/baikonur-dev-tasks-daily`,
        `arn:aws:sqs:${place}:baikonur-dev-scheduled-tasks-not-started`,
        `arn:aws:lambda:${place}:function:baikonur-dev-scheduled-tasks-ended`,
        'arn:aws:iam::123456789012:role/baikonur-dev-scheduled-tasks-schedules-us-east-1',
      ].filter((arn) => !isReached(arn)),
    ).toEqual([]);
  });

  it('reaches the state machine of operator', () => {
    const isReached = reaches('operator');
    expect(
      [
        `arn:aws:states:${place}:stateMachine:baikonur-dev-operator-put-back`,
        `arn:aws:lambda:${place}:function:baikonur-dev-operator-work`,
        'arn:aws:iam::123456789012:role/baikonur-dev-operator-put-back-us-east-1',
      ].filter((arn) => !isReached(arn)),
    ).toEqual([]);
  });

  it('is in docs/deploy.md as the command prints it for the shipped stage', () => {
    const [, printed = '{}'] =
      /<!-- deploy:policy -->\n\n```json\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8')) ?? [];
    expect(JSON.parse(printed)).toEqual(policyOf('shipped'));
  });

  it('says which type it does not know', () => {
    const deployment = { region: 'us-east-1', accountId: '123456789012', prefix: 'a-dev-' };
    const template = { stack: 'a', resources: { A: { Type: 'AWS::New::Thing' } } };
    expect(() => deployerPolicy([template], deployment)).toThrow('no rights are known for AWS::New::Thing');
  });
});
