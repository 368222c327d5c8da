import type { EdenAws, TagsByArn } from '../aws/ports.ts';
import type {
  EcsLoadBalancer,
  EcsTag,
  ResourceRecordSet,
  Rule,
  Service,
  TargetGroup,
  TargetGroupAttribute,
  TaskDefinition,
} from '../aws/types.ts';
import type { EcrImage } from '../environment/image.ts';
import type { EnvironmentItem } from '../environment/item.ts';
import type { Names } from '../environment/names.ts';
import type { Clock, Deadline, LeasePolicy } from '../lease/lease.ts';
import type { Profile, ProfileFields } from '../profile/profile.ts';
import type { GoodState } from './good-state.ts';
import type { Journal } from './journal.ts';
import type { Together } from './together.ts';
import type { Say, SayOfRun } from './transcript.ts';

/** Ports and settings that a driver (CLI, API, reaper) gives to a run. */
export interface EdenDeps {
  readonly aws: EdenAws;
  /** Name of the table, part of the owner's tag. */
  readonly tableName: string;
  readonly clock: Clock;
  readonly newRunId: () => string;
  /** From 0 to 1: for jitter, and for where the search for a free priority starts. */
  readonly random: () => number;
  /** Who holds the lease, for people: `cli nana@host`. */
  readonly holder: string;
  readonly lease: LeasePolicy;
  readonly deadline?: Deadline;
  /** How long to wait for another run's lease, in ms. */
  readonly lockTimeoutMs: number;
  readonly say: SayOfRun;
  /** Whether the person who started the run has ended it (Ctrl-C): no further step is started, and waits end. */
  readonly isInterrupted?: () => boolean;
  /** The other runs with which this one succeeds or fails as one. */
  readonly together?: Together;
  /** Whether an operator asks: then resources without tags of an environment of an older eden are its own. */
  readonly mayAdopt?: boolean;
  /** ARNs of roles that may be passed; absent: not checked here, ECS checks it. */
  readonly passableRoles?: readonly string[];
}

/** An environment and the run that works on it. */
export interface Run {
  readonly deps: EdenDeps;
  /** The ports; they change nothing once the lease could end during a call. */
  readonly aws: EdenAws;
  readonly runId: string;
  readonly profileName: string;
  readonly profile: Profile;
  readonly fields: ProfileFields;
  readonly names: Names;
  /** `<account>/<region>/<table>`. */
  readonly owner: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly journal: Journal;
  /** The name as it was given; undefined for an item that was found by a listing. */
  readonly given: string | undefined;
  /** The item before this run; undefined: there was none. */
  readonly before: EnvironmentItem | undefined;
  /** The item that the old API wrote under the short name; deleted once this eden's item replaces it. */
  readonly legacy: EnvironmentItem | undefined;
  /** Whether the item holds only the lease: it is deleted when the run is refused. */
  readonly isNewItem: boolean;
  /** Whether someone else made the item: no run of eden has written anything into it. */
  readonly isForeignItem: boolean;
  /** Whether resources without eden's tags belong to this environment: an older eden made it. */
  readonly isAdopted: boolean;
  readonly say: Say;
}

/** The resources that exist on AWS under the environment's names, whoever made them. */
export interface Existing {
  readonly targetGroup: TargetGroup | undefined;
  /** Rules that name the host. */
  readonly rules: readonly Rule[];
  /** All rules of the listener. */
  readonly allRules: readonly Rule[];
  readonly service: Service | undefined;
  /** A service that an earlier version made under the family's name, where that holds other characters. */
  readonly formerService: Service | undefined;
  /** ACTIVE revisions of the family. */
  readonly revisions: readonly string[];
  readonly records: readonly ResourceRecordSet[];
  readonly tags: TagsByArn;
  /** Of the target group. */
  readonly attributes: readonly TargetGroupAttribute[];
}

/** The findings of preflight: the reference, the common ALB and its listener. */
export interface Found {
  readonly host: string;
  readonly image: EcrImage;
  readonly digest: string;
  readonly service: Service;
  readonly loadBalancer: EcsLoadBalancer;
  readonly taskDefinition: TaskDefinition;
  readonly taskDefinitionTags: readonly EcsTag[];
  readonly targetGroup: TargetGroup;
  readonly targetGroupTags: Readonly<Record<string, string>>;
  readonly attributes: readonly TargetGroupAttribute[];
  readonly listenerArn: string;
  readonly rules: readonly Rule[];
  readonly alb: { readonly dnsName: string; readonly zoneId: string };
  readonly existing: Existing;
}

/** A run that makes or changes an environment. `made` holds the ARNs that later steps need. */
export interface CreateRun extends Run {
  readonly found: Found;
  readonly made: { taskDefinitionArn?: string; targetGroupArn?: string };
  /** Whether the environment has never been ready. */
  readonly isFirst: boolean;
  /** End of all waiting inside steps, epoch ms. */
  readonly waitUntilMs: number;
  /** Whether waiting ends now. */
  readonly isStopped: () => boolean;
}

/** A run that goes back to `good`, or to nothing when it is undefined. `host` is undefined when nothing was made. */
export interface UndoRun extends Run {
  readonly host: string | undefined;
  readonly existing: Existing;
  /** The common ALB; undefined when it does not exist. */
  readonly alb: { readonly dnsName: string; readonly zoneId: string } | undefined;
  readonly good: GoodState | undefined;
  readonly waitUntilMs: number;
  readonly isStopped: () => boolean;
}
