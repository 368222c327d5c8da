/** The input of every name: the project (`config/service.yml`) and the stage (its file). */
export interface Naming {
  /** Lower case, digits and hyphens, e.g. `baikonur`. */
  readonly project: string;
  readonly stage: string;
  /** AWS Region: part of the names that are unique in the world (buckets) or in an account (roles). */
  readonly region: string;
}

/** Computes the names of one stage. Arguments are the short names of `config/` (`router`, `archive`, …). */
export interface Names {
  /** Kinesis stream: `<project>-<stage>-<stream>`. */
  readonly stream: (stream: string) => string;
  /** Firehose delivery stream: `<project>-<stage>-<deliveryStream>`. */
  readonly deliveryStream: (deliveryStream: string) => string;
  /**
   * S3 bucket: `<project>-<stage>-<bucket>-<account id>-<region>`. In a template the account is the text
   * `${AWS::AccountId}` inside `Fn::Sub`, elsewhere twelve digits (ministack: `000000000000`).
   */
  readonly bucket: (bucket: string, accountId: string) => string;
  /** DynamoDB table: `<project>-<stage>-<table>`. */
  readonly table: (table: string) => string;
  /** CloudFormation service, without the stage that the framework appends: `<project>-<service>`. */
  readonly service: (service: string) => string;
  /** CloudFormation stack: `<project>-<service>-<stage>`. */
  readonly stack: (service: string) => string;
  /** Lambda function: `<project>-<stage>-<service>-<function>`. */
  readonly function: (service: string, name: string) => string;
  /** The function's own log group. */
  readonly logGroup: (service: string, name: string) => string;
  /** IAM role, unique in the account: `<project>-<stage>-<role>-<region>`. */
  readonly role: (role: string) => string;
  /** CloudWatch alarm: `<project>-<stage>-<subject>-<alarm>`. */
  readonly alarm: (subject: string, alarm: string) => string;
  /** SNS topic of `alarms.email`: `<project>-<stage>-alarms`. */
  readonly topic: string;
  /** The stage's dashboard: `<project>-<stage>`. */
  readonly dashboard: string;
}

/** Buckets that the pipeline knows by these short names. */
export const BUCKETS = { deadLetters: 'dead-letters', archive: 'archive', delivery: 'delivery' } as const;

/** The progress table's short name. */
export const PROGRESS_TABLE = 'progress';

/**
 * The one place where names are made; templates, functions, the CLI and the local stack all ask here.
 *
 * @example createNames({ project: 'baikonur', stage: 'dev', region: 'eu-west-1' }).stream('router') // 'baikonur-dev-router'
 */
export function createNames({ project, stage, region }: Naming): Names {
  const prefix = `${project}-${stage}`;
  const functionName = (service: string, name: string): string => `${prefix}-${service}-${name}`;
  return {
    stream: (stream) => `${prefix}-${stream}`,
    deliveryStream: (deliveryStream) => `${prefix}-${deliveryStream}`,
    bucket: (bucket, accountId) => `${prefix}-${bucket}-${accountId}-${region}`,
    table: (table) => `${prefix}-${table}`,
    service: (service) => `${project}-${service}`,
    stack: (service) => `${project}-${service}-${stage}`,
    function: functionName,
    logGroup: (service, name) => `/aws/lambda/${functionName(service, name)}`,
    role: (role) => `${prefix}-${role}-${region}`,
    alarm: (subject, alarm) => `${prefix}-${subject}-${alarm}`,
    topic: `${prefix}-alarms`,
    dashboard: prefix,
  };
}
