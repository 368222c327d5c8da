import { resolveIntrinsics } from '../../shared/deploy/template/resolve-intrinsics.ts';
import { partitionOf } from '../../shared/deploy/topology/partition.ts';
import { RESOURCE_RIGHTS, type ResourceRights } from './resource-rights.ts';

interface DeployedResource {
  readonly Type: string;
  readonly Properties?: object;
  readonly DeletionPolicy?: string;
}

/** A template as the framework packages it. */
export interface DeployedTemplate {
  /** Name of its stack: `baikonur-router-dev`. */
  readonly stack: string;
  readonly resources: Readonly<Record<string, DeployedResource>>;
}

/** Where the templates are deployed. */
export interface Deployment {
  readonly region: string;
  readonly accountId: string;
  /** The beginning of names: `baikonur-dev-`. */
  readonly prefix: string;
}

/** A statement of the policy. */
export interface DeployerStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** The services to which roles of the templates are passed. */
const PASSED_TO = ['lambda', 'logs', 'firehose', 'scheduler', 'states'].map((service) => `${service}.amazonaws.com`);
const KEY_ARN = /arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+/g;
/** CloudFormation cuts the name of a bucket that it names itself: the beginning of the stack's is left. */
const BUCKET_BEGIN = 24;

/**
 * The least policy of a person who deploys these templates with `sls deploy`, and removes them with `sls remove`.
 * @throws Error for a type of resource without rights in `resource-rights.ts`.
 */
export function deployerPolicy(templates: readonly DeployedTemplate[], deployment: Deployment) {
  const granted = new Map<string, { readonly rights: ResourceRights; readonly arns: Set<string> }>();
  for (const template of templates) {
    for (const { Type, Properties = {} } of Object.values(template.resources)) {
      const rights = RESOURCE_RIGHTS[Type];
      if (rights === undefined) throw new Error(`no rights are known for ${Type}: add it to resource-rights.ts`);
      if (rights.actions.length === 0) continue;
      const found = granted.get(Type) ?? { rights, arns: new Set() };
      const name = nameOf(rights, Properties, template, deployment);
      found.arns.add(arnOf(rights, name, deployment));
      for (const resource of rights.also?.(name) ?? []) {
        found.arns.add(arnOf({ ...rights, resource: () => resource }, name, deployment));
      }
      granted.set(Type, found);
    }
  }
  return {
    Version: '2012-10-17',
    Statement: [
      ...frameworkStatements(templates, deployment),
      ...resourceStatements([...granted.values()]),
      ...functionStatements(templates, deployment),
      ...bucketStatements(templates, deployment),
      ...keyStatements(templates),
      ...targetGroupStatements(templates),
    ],
  };
}

/** The name, or the beginning that all names of the stage have. */
function nameOf(
  { name: property }: ResourceRights,
  properties: object,
  { stack, resources }: DeployedTemplate,
  deployment: Deployment,
): string {
  const path = property?.split('.') ?? [];
  const own = path.length === 0 ? undefined : path.reduce<unknown>((value, key) => Object(value)[key], properties);
  // A reference to another resource of the template, e.g. a log group, is that resource's name.
  const referred = resources[String(Object(own).Ref)]?.Properties;
  const given = property !== undefined && referred !== undefined ? Reflect.get(referred, property) : own;
  if (given === undefined) return property === 'BucketName' ? `${stack.slice(0, BUCKET_BEGIN)}*` : `${stack}-*`;
  const name = String(resolveIntrinsics(given, deployment));
  const begin = [`/aws/lambda/${deployment.prefix}`, deployment.prefix].find((one) => name.startsWith(one));
  return begin === undefined ? name : `${begin}*`;
}

function arnOf(
  { service, resource, isGlobal }: ResourceRights,
  name: string,
  { region, accountId }: Deployment,
): string {
  if (resource === undefined) return '*';
  const place = {
    usual: `${region}:${accountId}`,
    'no-region': service === 's3' ? ':' : `:${accountId}`,
    'no-account': service === 'route53' ? ':' : `${region}:`,
  }[isGlobal ?? 'usual'];
  const path = service === 'apigateway' ? `/${resource(name)}` : resource(name);
  return `arn:${partitionOf(region)}:${service}:${place}:${path}`;
}

/** One statement for each service of AWS and list of ARNs. */
function resourceStatements(
  granted: readonly { readonly rights: ResourceRights; readonly arns: ReadonlySet<string> }[],
): readonly DeployerStatement[] {
  const byResources = Map.groupBy(granted, ({ rights, arns }) => `${rights.service} ${[...arns].sort().join()}`);
  return [...byResources.values()].map((group, index): DeployerStatement => {
    const [
      {
        rights: { service },
        arns,
      } = { rights: { service: '' }, arns: new Set<string>() },
    ] = group;
    const actions = [...new Set(group.flatMap(({ rights }) => rights.actions))].sort();
    return {
      Sid: `${service.charAt(0).toUpperCase()}${service.slice(1)}${index + 1}`,
      Effect: 'Allow',
      Action: actions.map((action) => `${service}:${action}`),
      Resource: [...arns].sort(),
    };
  });
}

/** Actions of the framework itself: stacks, and the buckets with the code. */
function frameworkStatements(
  templates: readonly DeployedTemplate[],
  deployment: Deployment,
): readonly DeployerStatement[] {
  const { region, accountId } = deployment;
  const partition = partitionOf(region);
  const stacks = templates.map(
    ({ stack }) => `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stack}/*`,
  );
  const buckets = [
    ...new Set(templates.map(({ stack }) => `arn:${partition}:s3:::${stack.slice(0, BUCKET_BEGIN)}*/*`)),
  ];
  return [
    {
      Sid: 'Stacks',
      Effect: 'Allow',
      Action: [
        ...['CreateStack', 'UpdateStack', 'DeleteStack', 'DescribeStacks', 'DescribeStackEvents', 'GetTemplate'],
        ...['DescribeStackResource', 'DescribeStackResources', 'ListStackResources', 'CreateChangeSet'],
        ...['DescribeChangeSet', 'ExecuteChangeSet', 'DeleteChangeSet', 'TagResource', 'UntagResource'],
      ].map((action) => `cloudformation:${action}`),
      Resource: stacks,
    },
    {
      Sid: 'Code',
      Effect: 'Allow',
      Action: ['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:GetObject', 's3:PutObject'],
      Resource: buckets,
    },
    {
      // None of them has a resource level.
      Sid: 'Lists',
      Effect: 'Allow',
      Action: ['cloudformation:ValidateTemplate', 'logs:DescribeLogGroups'],
      Resource: ['*'],
    },
  ];
}

/** Mappings, which have no names; and the roles that are handed to AWS's services. */
function functionStatements(
  templates: readonly DeployedTemplate[],
  deployment: Deployment,
): readonly DeployerStatement[] {
  const { region, accountId, prefix } = deployment;
  const partition = partitionOf(region);
  const types = new Set(templates.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type)));
  const ofMapping = (sid: string, verbs: readonly string[], resource: string): DeployerStatement => ({
    Sid: sid,
    Effect: 'Allow',
    Action: verbs.map((verb) => `lambda:${verb}EventSourceMapping`),
    Resource: [resource],
    Condition: {
      ArnLike: { 'lambda:FunctionArn': `arn:${partition}:lambda:${region}:${accountId}:function:${prefix}*` },
    },
  });
  const mappings: readonly DeployerStatement[] = [
    ofMapping('NewMappings', ['Create'], '*'),
    ofMapping(
      'Mappings',
      ['Delete', 'Get', 'Update'],
      `arn:${partition}:lambda:${region}:${accountId}:event-source-mapping:*`,
    ),
    // CloudFormation gives each mapping the stack's tags. These actions do not know the condition above.
    {
      Sid: 'MappingTags',
      Effect: 'Allow',
      Action: ['lambda:ListTags', 'lambda:TagResource', 'lambda:UntagResource'],
      Resource: [`arn:${partition}:lambda:${region}:${accountId}:event-source-mapping:*`],
    },
  ];
  const roles: DeployerStatement = {
    Sid: 'PassRoles',
    Effect: 'Allow',
    Action: ['iam:PassRole'],
    Resource: [`arn:${partition}:iam::${accountId}:role/${prefix}*`],
    Condition: { StringEquals: { 'iam:PassedToService': PASSED_TO } },
  };
  return [
    ...(types.has('AWS::Lambda::EventSourceMapping') ? mappings : []),
    ...(types.has('AWS::IAM::Role') ? [roles] : []),
  ];
}

/** `sls remove` empties the buckets that the stage does not retain. */
function bucketStatements(
  templates: readonly DeployedTemplate[],
  deployment: Deployment,
): readonly DeployerStatement[] {
  const { region, prefix } = deployment;
  const isEmptied = templates
    .flatMap(({ resources }) => Object.values(resources))
    .some(
      ({ Type, Properties = {}, DeletionPolicy }) =>
        Type === 'AWS::S3::Bucket' && 'BucketName' in Properties && DeletionPolicy === 'Delete',
    );
  if (!isEmptied) return [];
  return [
    {
      Sid: 'EmptyBuckets',
      Effect: 'Allow',
      Action: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      Resource: [`arn:${partitionOf(region)}:s3:::${prefix}*/*`],
    },
  ];
}

/** Keys of the stage: who makes a stream, a bucket or a table under a key must be allowed to use it. */
function keyStatements(templates: readonly DeployedTemplate[]): readonly DeployerStatement[] {
  const keys = [...new Set(JSON.stringify(templates).match(KEY_ARN) ?? [])].sort();
  if (keys.length === 0) return [];
  const Action = ['kms:CreateGrant', 'kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey'];
  return [{ Sid: 'Keys', Effect: 'Allow', Action, Resource: keys }];
}

/** Descriptions of target groups have no resource level: CloudFormation alone may ask for them. */
function targetGroupStatements(templates: readonly DeployedTemplate[]): readonly DeployerStatement[] {
  const types = templates.flatMap(({ resources }) => Object.values(resources).map(({ Type }) => Type));
  if (!types.includes('AWS::ElasticLoadBalancingV2::TargetGroup')) return [];
  const described = ['Tags', 'TargetGroupAttributes', 'TargetGroups', 'TargetHealth'];
  const Action = described.map((what) => `elasticloadbalancing:Describe${what}`);
  const Condition = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': 'cloudformation.amazonaws.com' } };
  return [{ Sid: 'TargetGroups', Effect: 'Allow', Action, Resource: ['*'], Condition }];
}
