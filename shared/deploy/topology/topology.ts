import type { Names } from './names.ts';
import type { RetrySettings } from './retry-settings.ts';
import type { Where } from './schema/flows.ts';
import type { FunctionSettings } from './schema/stage.ts';
import type { TaskSettings } from './schema/tasks.ts';
import type { Sections } from './sections.ts';

/** A Kinesis stream of the stage. */
export interface Stream {
  /** Short name, e.g. `router`. */
  readonly key: string;
  /** Its name on AWS. */
  readonly name: string;
  readonly description: string;
  /** `false`: it exists already, it has another owner. */
  readonly owned: boolean;
  /** `auto`: the stream chooses the shards of its records itself. */
  readonly distribution: 'key' | 'auto';
  readonly maxRecordSizeKiB: number;
  readonly retentionHours: number;
  /** Absent: on demand. */
  readonly shards?: number;
}

/** A Firehose delivery stream of the stage. */
export interface DeliveryStream {
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly owned: boolean;
}

/** Where a route or a forwarder puts logs. */
export interface Target {
  readonly kind: 'kinesis' | 'firehose';
  /** Name on AWS. */
  readonly name: string;
  /** Largest record of a Kinesis stream where it is not the usual 1024 KiB. */
  readonly maxRecordSizeKiB?: number;
  /** Shards of a provisioned Kinesis stream of ours. */
  readonly shards?: number;
}

/** A rule of the router. */
export interface Route {
  readonly name: string;
  readonly types: readonly string[];
  readonly where?: Where;
  readonly target: Target;
  /** Whether several logs are put into one record. */
  readonly aggregate: boolean;
}

/** A log group whose events CloudWatch Logs puts on a stream. */
export interface Subscription {
  readonly key: string;
  readonly logGroup: string;
  readonly stream: Stream;
  /** Whether our template makes the log group. */
  readonly create: boolean;
  readonly filterPattern: string;
  readonly distribution: 'ByLogStream' | 'Random';
  readonly emitSystemFields?: readonly string[] | undefined;
  readonly fieldSelectionCriteria?: string | undefined;
  readonly applyOnTransformedLogs: boolean;
  readonly wrapAs?: string;
}

/** A bucket: the text may hold `${AWS::AccountId}`, for `Fn::Sub`. */
export interface Bucket {
  readonly name: string;
  readonly owned: boolean;
  readonly kmsKey?: string;
}

/** One deployed function that reads a stream. */
export interface StreamFunction {
  /** Folder below `services/`. */
  readonly service: string;
  /** Key in that service's serverless.yml, e.g. `route`. */
  readonly key: string;
  /** `<service>-<key>`: its name in the stage file. */
  readonly id: string;
  /** Name on AWS. */
  readonly name: string;
  readonly roleName: string;
  readonly source: Stream;
  /** Streams and delivery streams to which it writes. */
  readonly targets: readonly Target[];
  readonly settings: FunctionSettings;
  readonly retry: RetrySettings;
  /** The series of its own metrics. */
  readonly series: Series;
  /** All its variables. Values may hold `${AWS::AccountId}`. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A series of metrics of the namespace `Baikonur`. */
export interface Series {
  /** Whom their alarms name: the service, or the function where a service has many. */
  readonly subject: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** es-cleaner: the one function that runs by the clock. */
export interface Cleaner extends Pick<StreamFunction, 'service' | 'key' | 'id' | 'name' | 'roleName' | 'environment'> {
  readonly settings: FunctionSettings;
  /** `rate(…)` or `cron(…)`, as EventBridge takes it. */
  readonly schedule: string;
}

/** An ECS task that runs on a schedule. */
export type ScheduledTask = TaskSettings & {
  readonly targetClusterArn: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
};

/** A topology before its functions are built. */
export type TopologyBase = Omit<Topology, 'functions' | 'cleaner'>;

/** `config/` and a stage, as one value: what templates, functions, the CLI and the local stack work from. */
export interface Topology {
  readonly project: string;
  readonly stage: string;
  readonly region: string;
  readonly names: Names;
  readonly service: Sections['service'];
  /** The stage file. */
  readonly settings: Sections['stage'];
  readonly streams: readonly Stream[];
  readonly deliveryStreams: readonly DeliveryStream[];
  readonly routes: readonly Route[];
  readonly subscriptions: readonly Subscription[];
  readonly functions: readonly StreamFunction[];
  readonly cleaner?: Cleaner;
  /** Of services/scheduled-tasks. */
  readonly tasks: readonly ScheduledTask[];
  readonly deadLetterBucket: Bucket;
  readonly archiveBucket: Bucket;
  readonly deliveryBucket: Bucket;
  /** Name of the progress table on AWS. */
  readonly progressTable: string;
}
