import type { EcrImage } from '../environment/image.ts';
import type { EnvironmentItem, GetItem, ItemKey, ItemPatch } from '../environment/item.ts';
import type { HealthCheck } from './target-group-settings.ts';
import type {
  Action,
  Change,
  CreateRuleInput,
  CreateServiceRequest,
  CreateTargetGroupInput,
  EcsTag,
  ElbTag,
  Listener,
  LoadBalancer,
  RegisterTaskDefinitionRequest,
  ResourceRecordSet,
  Rule,
  RunTaskRequest,
  Service,
  TargetGroup,
  TargetGroupAttribute,
  Task,
  TaskDefinition,
  UpdateServiceRequest,
} from './types.ts';

/** Longest time one call may take, retries included, in ms: adapters abort it then. A lease must outlast it. */
export const MAX_CALL_MS = 10_000;

/** Resource → its tags. */
export type TagsByArn = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** An object on S3 with all that a rewrite must keep. */
export interface StoredObject {
  readonly text: string;
  readonly etag: string;
  readonly contentType?: string | undefined;
  readonly cacheControl?: string | undefined;
  readonly contentDisposition?: string | undefined;
  readonly contentLanguage?: string | undefined;
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Tags, URL-encoded as PutObject takes them. */
  readonly tagging?: string | undefined;
}

/**
 * Reads of AWS: one function a call. A missing resource is `undefined`; any other refusal is thrown as an
 * `AwsCallError`.
 */
export interface EdenReads {
  readonly describeImage: (
    image: EcrImage,
  ) => Promise<
    { readonly status: 'found'; readonly digest: string } | { readonly status: 'no_image' | 'no_repository' }
  >;
  readonly describeService: (at: {
    readonly cluster: string;
    readonly service: string;
  }) => Promise<Service | undefined>;
  /** The latest stopped tasks of a service, each with its reason and those of its containers. */
  readonly describeStoppedTasks: (at: {
    readonly cluster: string;
    readonly service: string;
  }) => Promise<readonly string[]>;
  /** Running tasks that were started with this mark. */
  readonly listStartedTasks: (at: {
    readonly cluster: string;
    readonly startedBy: string;
  }) => Promise<readonly string[]>;
  /** ECS forgets a task about an hour after it has stopped. */
  readonly describeTask: (at: { readonly cluster: string; readonly arn: string }) => Promise<Task | undefined>;
  readonly describeTaskDefinition: (
    arn: string,
  ) => Promise<{ readonly taskDefinition: TaskDefinition; readonly tags: readonly EcsTag[] } | undefined>;
  /** The family's ACTIVE revisions, oldest first, all pages. */
  readonly listTaskDefinitions: (family: string) => Promise<readonly string[]>;
  readonly describeLoadBalancer: (arn: string) => Promise<LoadBalancer | undefined>;
  /** None when the load balancer does not exist. */
  readonly describeListeners: (loadBalancerArn: string) => Promise<readonly Listener[]>;
  /** Certificates of a listener, the default one included, as ARNs. */
  readonly describeListenerCertificates: (listenerArn: string) => Promise<readonly string[]>;
  /** None when the listener does not exist. */
  readonly describeRules: (listenerArn: string) => Promise<readonly Rule[]>;
  readonly describeTargetGroup: (
    by: { readonly arn: string } | { readonly name: string },
  ) => Promise<TargetGroup | undefined>;
  /** None when the target group does not exist. */
  readonly describeTargetGroupAttributes: (arn: string) => Promise<readonly TargetGroupAttribute[]>;
  /** Without the resources that do not exist. */
  readonly describeElbTags: (arns: readonly string[]) => Promise<TagsByArn>;
  /** The account's quotas for one ALB. */
  readonly describeAlbLimits: () => Promise<{ readonly rules: number; readonly targetGroups: number }>;
  /** State and reason of each target. */
  readonly describeTargetHealth: (targetGroupArn: string) => Promise<readonly string[]>;
  /** Names a certificate covers and its status. */
  readonly describeCertificate: (
    arn: string,
  ) => Promise<{ readonly names: readonly string[]; readonly status: string } | undefined>;
  /** The zone's name without its final dot. */
  readonly getZoneName: (zoneId: string) => Promise<string | undefined>;
  /** The record sets whose name is exactly `host`; none when the zone does not exist. */
  readonly listRecords: (zoneId: string, host: string) => Promise<readonly ResourceRecordSet[]>;
  /** Undefined when the object does not exist (404 only). */
  readonly getObject: (at: { readonly bucket: string; readonly key: string }) => Promise<StoredObject | undefined>;
  readonly getItem: GetItem;
  /** Every environment of the table, all pages, read consistently. */
  readonly scanEnvironments: () => Promise<readonly EnvironmentItem[]>;
}

/** Changes on AWS: one function a call. Refusals that a run expects are values, any other is thrown as an `AwsCallError`. */
export interface EdenWrites {
  readonly registerTaskDefinition: (request: RegisterTaskDefinitionRequest) => Promise<string>;
  /** Also fine with a revision that is INACTIVE already. */
  readonly deregisterTaskDefinition: (arn: string) => Promise<void>;
  /** `unlinked`: the target group is attached to no load balancer (yet). */
  readonly createService: (request: CreateServiceRequest) => Promise<'created' | 'exists' | 'draining' | 'unlinked'>;
  readonly updateService: (request: UpdateServiceRequest) => Promise<'updated' | 'missing'>;
  readonly deleteService: (at: {
    readonly cluster: string;
    readonly service: string;
  }) => Promise<'deleted' | 'missing'>;
  /** One task. `already`: a run has used the token for another request; `failed`: no place for it. */
  readonly runTask: (
    request: RunTaskRequest,
  ) => Promise<
    | { readonly status: 'started'; readonly arn: string }
    | { readonly status: 'already'; readonly arn?: string }
    | { readonly status: 'failed'; readonly reason: string }
  >;
  /** Also fine with a task that has stopped. */
  readonly stopTask: (at: { readonly cluster: string; readonly arn: string; readonly reason: string }) => Promise<void>;
  readonly createTargetGroup: (
    request: CreateTargetGroupInput,
  ) => Promise<{ readonly status: 'created'; readonly arn: string } | { readonly status: 'exists' | 'too_many' }>;
  readonly modifyTargetGroup: (arn: string, healthCheck: HealthCheck) => Promise<void>;
  readonly modifyTargetGroupAttributes: (arn: string, attributes: TargetGroupAttribute[]) => Promise<void>;
  readonly deleteTargetGroup: (arn: string) => Promise<'deleted' | 'missing' | 'in_use'>;
  readonly createRule: (
    request: CreateRuleInput & { readonly Tags: ElbTag[] },
  ) => Promise<
    { readonly status: 'created'; readonly arn: string } | { readonly status: 'priority_taken' | 'too_many' }
  >;
  /** Replaces what a rule does; its conditions, priority and tags stay. */
  readonly modifyRule: (arn: string, actions: Action[]) => Promise<'modified' | 'missing'>;
  readonly deleteRule: (arn: string) => Promise<'deleted' | 'missing'>;
  /** Adds tags to a target group or listener rule; other tags stay. */
  readonly tagElbResource: (arn: string, tags: Readonly<Record<string, string>>) => Promise<void>;
  /** Adds tags to a service or task definition; other tags stay. */
  readonly tagEcsResource: (arn: string, tags: Readonly<Record<string, string>>) => Promise<void>;
  /** `stale`: the records that the batch deletes are no longer the existing ones. */
  readonly changeRecords: (zoneId: string, changes: Change[]) => Promise<'changed' | 'stale'>;
  /** Writes only over `etag`, or only where nothing is when it is undefined. */
  readonly putObject: (
    at: { readonly bucket: string; readonly key: string },
    object: Omit<StoredObject, 'etag'>,
    etag: string | undefined,
  ) => Promise<'written' | 'conflict'>;
}

/** The answer to a run that asks for an environment's lease. `before` is the item as it was; undefined: it is new. */
export type Taken =
  | { readonly status: 'taken'; readonly before: EnvironmentItem | undefined }
  | { readonly status: 'held'; readonly item: EnvironmentItem }
  | { readonly status: 'missing' };

/** The lease a run asks for. Times are epoch ms by the caller's clock. */
interface LeaseRequest {
  readonly runId: string;
  readonly holder: string;
  readonly nowMs: number;
  readonly untilMs: number;
  /** Whether an item may be made; else a missing one is `missing`. */
  readonly mayCreate: boolean;
}

/** The table's conditional writes. A write of a run that has lost its lease to another is `lost`. */
export interface EdenState {
  /** One conditional write: creates or takes the item, unless the lease of another run is still valid. */
  readonly takeItem: (key: ItemKey, lease: LeaseRequest, patch: ItemPatch) => Promise<Taken>;
  /** Fenced by the run id. */
  readonly writeItem: (key: ItemKey, runId: string, patch: ItemPatch) => Promise<'written' | 'lost'>;
  /** One transaction: all are written, or none is. An answer for each; one that is `lost` keeps the others from being written. */
  readonly writeItems: (
    writes: readonly { readonly key: ItemKey; readonly runId: string; readonly patch: ItemPatch }[],
  ) => Promise<readonly ('written' | 'lost')[]>;
  /** Fenced by the run id, unless it is undefined; one that is gone already is `deleted`. */
  readonly deleteItem: (key: ItemKey, runId: string | undefined) => Promise<'deleted' | 'lost'>;
  /** Takes the lease from the run that holds it; its later writes are refused. */
  readonly unlockItem: (key: ItemKey, runId: string) => Promise<'written' | 'missing'>;
}

/** All that eden needs of AWS. */
export interface EdenAws extends EdenReads, EdenWrites, EdenState {}
