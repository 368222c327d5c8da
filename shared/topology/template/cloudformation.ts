import type { Bucket, Stream } from '../topology.ts';

/** An intrinsic function, e.g. `{ 'Fn::Sub': '…' }`. */
export type Intrinsic = Readonly<Record<string, unknown>>;

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
  readonly DependsOn?: string;
  readonly DeletionPolicy?: 'Retain' | 'Delete';
  readonly UpdateReplacePolicy?: 'Retain' | 'Delete';
}

/** Resources by their logical ids. */
export type Resources = Readonly<Record<string, Resource>>;

/** What survives the stack, or does not. */
export const deletionPolicies = (retain: boolean) =>
  ({ DeletionPolicy: retain ? 'Retain' : 'Delete', UpdateReplacePolicy: retain ? 'Retain' : 'Delete' }) as const;

/** A text with CloudFormation's own variables, e.g. the account. */
export const sub = (text: string): string | Intrinsic => (text.includes('${AWS::') ? { 'Fn::Sub': text } : text);

const arn = (service: string, resource: string): Intrinsic => ({
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
  'Fn::Sub': ['arn:${AWS::Partition}:', service, ':${AWS::Region}:${AWS::AccountId}:', resource].join(''),
});

/** ARN of a stream, delivery stream or table of this account and Region. */
export const streamArn = (name: string): Intrinsic => arn('kinesis', `stream/${name}`);
export const deliveryStreamArn = (name: string): Intrinsic => arn('firehose', `deliverystream/${name}`);
export const tableArn = (name: string): Intrinsic => arn('dynamodb', `table/${name}`);

/** ARN of all that a search domain serves. */
export const domainArn = (name: string): Intrinsic => arn('es', `domain/${name}/*`);

/** ARN of a secret by its name, to which AWS adds six characters; an ARN as it is. */
export const secretArn = (id: string): string | Intrinsic =>
  id.startsWith('arn:') ? id : arn('secretsmanager', `secret:${id}-??????`);

/** ARN of an SSM parameter by its name; an ARN as it is. */
export const parameterArn = (id: string): string | Intrinsic =>
  id.startsWith('arn:') ? id : arn('ssm', `parameter/${id.replace(/^\//, '')}`);

/** ARN of a bucket, or of the objects below `path` in it. */
export const bucketArn = ({ name }: Bucket, path = ''): Intrinsic => ({
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
  'Fn::Sub': ['arn:${AWS::Partition}:s3:::', name, path === '' ? '' : `/${path}`].join(''),
});

/** `s3-sink` → `S3Sink`, for logical ids. */
export const pascal = (name: string): string =>
  name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');

/** The logical id of a stream that the router's template makes. */
export const streamLogicalId = ({ key }: Pick<Stream, 'key'>): string => `Stream${pascal(key)}`;
