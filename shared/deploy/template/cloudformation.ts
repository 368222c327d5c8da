import type { Bucket, Stream } from '../topology/topology.ts';

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
export function deletionPolicies(retain: boolean) {
  return { DeletionPolicy: retain ? 'Retain' : 'Delete', UpdateReplacePolicy: retain ? 'Retain' : 'Delete' } as const;
}

/** A text with CloudFormation's own variables, e.g. the account. */
export function sub(text: string): string | Intrinsic {
  return text.includes('${AWS::') ? { 'Fn::Sub': text } : text;
}

/** ARN of a stream, delivery stream or table of this account and Region. */
export function streamArn(name: string): Intrinsic {
  return arn('kinesis', `stream/${name}`);
}

function arn(service: string, resource: string): Intrinsic {
  return {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
    'Fn::Sub': ['arn:${AWS::Partition}:', service, ':${AWS::Region}:${AWS::AccountId}:', resource].join(''),
  };
}

export function deliveryStreamArn(name: string): Intrinsic {
  return arn('firehose', `deliverystream/${name}`);
}

export function tableArn(name: string): Intrinsic {
  return arn('dynamodb', `table/${name}`);
}

/** ARN of all that a search domain serves. */
export function domainArn(name: string): Intrinsic {
  return arn('es', `domain/${name}/*`);
}

/** ARN of a secret by its name, to which AWS adds six characters; an ARN as it is. */
export function secretArn(id: string): string | Intrinsic {
  return id.startsWith('arn:') ? id : arn('secretsmanager', `secret:${id}-??????`);
}

/** ARN of an SSM parameter by its name; an ARN as it is. */
export function parameterArn(id: string): string | Intrinsic {
  return id.startsWith('arn:') ? id : arn('ssm', `parameter/${id.replace(/^\//, '')}`);
}

/** ARN of a bucket, or of the objects below `path` in it. */
export function bucketArn({ name }: Bucket, path = ''): Intrinsic {
  return {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation's own syntax
    'Fn::Sub': ['arn:${AWS::Partition}:s3:::', name, path === '' ? '' : `/${path}`].join(''),
  };
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
