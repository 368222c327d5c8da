import type { FunctionSettings } from '../topology/schema/stage.ts';
import type { Intrinsic, Resources } from './cloudformation.ts';
import type { Statement } from './statements.ts';

/** Values of `config/` for a service's serverless.yml, as `${self:custom.app.…}`. */
export interface ServiceValues extends CommonValues, OwnValues {}

/** Values that differ from service to service. */
export interface OwnValues {
  /** `${self:custom.app.<function>.…}` */
  readonly functions: Readonly<Record<string, FunctionValues>>;
  /** Resources that are lists in `config/`, and the alarms: `resources.Resources`. */
  readonly resources: Resources;
  /** `resources.extensions`. */
  readonly extensions: Readonly<Record<string, unknown>>;
  /** `${self:custom.app.<key>}` */
  readonly more: Readonly<Record<string, unknown>>;
  /** Parts of the file that the stage does not use. */
  readonly unused: Unused;
  /** For the plugin `bundled-variables.cjs`: variables that are put into the bundle. */
  readonly bundled: Readonly<Record<string, string>>;
}

/** Values that every service has. */
export interface CommonValues {
  readonly stage: string;
  readonly region: string;
  /** Absent: that of the credentials. */
  readonly accountId?: string;
  /** X-Ray. */
  readonly tracing: boolean;
  readonly logRetentionDays: number;
  /** Absent: none. */
  readonly tags?: Readonly<Record<string, string>>;
  /** For the plugin `complete-roles.cjs`; absent: none. */
  readonly permissionsBoundary?: string;
  /** Whether streams, buckets and tables survive the stack. */
  readonly retain: boolean;
  readonly deletionPolicy: 'RetainExceptOnCreate' | 'Delete';
  readonly updateReplacePolicy: 'Retain' | 'Delete';
}

/** For the plugin `leave-out.cjs`: keys of functions, logical ids, paths of http events; `*` stands for all. */
export interface Unused {
  readonly functions: readonly string[];
  readonly resources: readonly string[];
  readonly paths: readonly string[];
}

/** Everything that a file says is used. */
export const NOTHING_UNUSED: Unused = { functions: [], resources: [], paths: [] };

/** Values of a function. */
export interface FunctionValues {
  readonly name: string;
  readonly roleName: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string | Intrinsic>>;
  /** Absent: none is set aside. */
  readonly reservedConcurrency?: number;
  /** Absent: outside any VPC. */
  readonly vpc?: FunctionSettings['vpc'];
  readonly statements: readonly Statement[];
}

/** Values of a function that reads a stream. */
export interface StreamFunctionValues extends FunctionValues {
  /** Short name of the stream. */
  readonly source: string;
  readonly streamArn: Intrinsic;
  readonly pollStreams: boolean;
  readonly batchSize: number;
  readonly batchWindowSeconds: number;
  readonly parallelization: number;
  readonly startingPosition: string;
  readonly bisect: boolean;
  readonly maximumRetryAttempts: number;
  readonly maximumRecordAgeSeconds: number;
}

/** Values of a function that runs by the clock. */
export interface ScheduledFunctionValues extends FunctionValues {
  /** `rate(…)` or `cron(…)`. */
  readonly schedule: string;
}
