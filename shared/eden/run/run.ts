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
import type { EnvironmentItem, GoodState } from '../environment/item.ts';
import type { Names } from '../environment/names.ts';
import type { Clock, Deadline, LeasePolicy } from '../lease/lease.ts';
import type { Profile, ProfileFields } from '../profile/profile.ts';
import type { Journal } from './journal.ts';
import type { Say } from './transcript.ts';

/** What a driver (CLI, API, reaper) gives the core. Clock, ids and randomness are its own. */
export interface EdenDeps {
  readonly aws: EdenAws;
  /** Name of the table, part of the owner's tag. */
  readonly tableName: string;
  readonly clock: Clock;
  readonly newRunId: () => string;
  /** From 0 to 1: jitter and the place where the search for a free priority starts. */
  readonly random: () => number;
  /** Who holds the lease, for people: `cli nana@host`. */
  readonly holder: string;
  readonly lease: LeasePolicy;
  readonly deadline?: Deadline;
  /** How long to wait for somebody else's lease, in ms. */
  readonly lockTimeoutMs: number;
  readonly say: Say;
  /** ARNs of roles that may be passed; absent: not checked here, ECS checks it. */
  readonly passableRoles?: readonly string[];
}

/** An environment and the run that works on it. */
export interface Run {
  readonly deps: EdenDeps;
  /** The ports, refusing to change anything once the lease cannot last. */
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
  /** The item before this run; undefined: there was none. */
  readonly before: EnvironmentItem | undefined;
  /** Whether the item holds nothing yet but the lease: it goes when the run is refused. */
  readonly isNewItem: boolean;
  /** Whether resources without tags of ours are this environment's: an older eden made it. */
  readonly isAdopted: boolean;
  readonly say: Say;
}

/** What stands on AWS under the environment's names, whoever made it. */
export interface Existing {
  readonly targetGroup: TargetGroup | undefined;
  /** Rules that name the host. */
  readonly rules: readonly Rule[];
  /** All rules of the listener. */
  readonly allRules: readonly Rule[];
  readonly service: Service | undefined;
  /** ACTIVE revisions of the family. */
  readonly revisions: readonly string[];
  readonly records: readonly ResourceRecordSet[];
  readonly tags: TagsByArn;
  /** Of the target group. */
  readonly attributes: readonly TargetGroupAttribute[];
}

/** What preflight learned: the reference, the common ALB and its listener. */
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

/** A run that makes or changes an environment. `made` is what its steps hand on to later ones. */
export interface CreateRun extends Run {
  readonly found: Found;
  readonly made: { taskDefinitionArn?: string; targetGroupArn?: string };
  /** End of all waiting inside steps, epoch ms. */
  readonly waitUntilMs: number;
}

/** A run that goes back: to `good`, or to nothing when it is undefined. `host` is unknown when nothing was made. */
export interface UndoRun extends Run {
  readonly host: string | undefined;
  readonly existing: Existing;
  readonly good: GoodState | undefined;
  readonly waitUntilMs: number;
}
