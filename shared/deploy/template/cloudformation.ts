import { ACCOUNT_ID } from '../topology/account.ts';
import type { Bucket, Stream } from '../topology/topology.ts';

// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
const PARTITION = '${AWS::Partition}';
// biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
const REGION = '${AWS::Region}';

/** An intrinsic function, e.g. `{ 'Fn::Sub': '…' }`. */
export type Intrinsic = Readonly<Record<string, unknown>>;

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: 'RetainExceptOnCreate' | 'Delete';
  readonly UpdateReplacePolicy?: 'Retain' | 'Delete';
}

/** Resources by their logical ids. */
export type Resources = Readonly<Record<string, Resource>>;

/**
 * Whether a resource survives its stack. A deployment that made it and is rolled back deletes it all the same: otherwise
 * the next one would be refused, since the name is taken.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export function deletionPolicies(retain: boolean) {
  return {
    DeletionPolicy: retain ? 'RetainExceptOnCreate' : 'Delete',
    UpdateReplacePolicy: retain ? 'Retain' : 'Delete',
  } as const;
}

/** A text with CloudFormation's own variables, e.g. the account. */
export function sub(text: string): string | Intrinsic {
  return text.includes('${AWS::') ? { 'Fn::Sub': text } : text;
}

/** An ARN: what follows the partition. */
export function arn(rest: string): Intrinsic {
  return { 'Fn::Sub': `arn:${PARTITION}:${rest}` };
}

/** An ARN of this Region and account. */
export function arnHere(service: string, resource: string): Intrinsic {
  return arn(`${service}:${REGION}:${ACCOUNT_ID}:${resource}`);
}

/** ARN of a stream of this account and Region. */
export function streamArn(name: string): Intrinsic {
  return arnHere('kinesis', `stream/${name}`);
}

export function deliveryStreamArn(name: string): Intrinsic {
  return arnHere('firehose', `deliverystream/${name}`);
}

export function tableArn(name: string): Intrinsic {
  return arnHere('dynamodb', `table/${name}`);
}

/** ARN of all that a search domain serves. */
export function domainArn(name: string): Intrinsic {
  return arnHere('es', `domain/${name}/*`);
}

/** ARN of a secret by its name, to which AWS adds six characters; an ARN as it is. */
export function secretArn(id: string): string | Intrinsic {
  return id.startsWith('arn:') ? id : arnHere('secretsmanager', `secret:${id}-??????`);
}

/** ARN of an SSM parameter by its name; an ARN as it is. */
export function parameterArn(id: string): string | Intrinsic {
  return id.startsWith('arn:') ? id : arnHere('ssm', `parameter/${id.replace(/^\//, '')}`);
}

/** ARN of a bucket, or of the objects below `path` in it. */
export function bucketArn({ name }: Pick<Bucket, 'name'>, path = ''): Intrinsic {
  return arn(`s3:::${name}${path === '' ? '' : `/${path}`}`);
}

/** The logical id of a stream that the router's template makes. */
export function streamLogicalId({ key }: Pick<Stream, 'key'>): string {
  return `Stream${pascal(key)}`;
}

/** `s3-sink` → `S3Sink`, for logical ids. */
export function pascal(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
