import type { StreamFunction } from '../topology/topology.ts';
import type { Intrinsic, Resources } from './cloudformation.ts';
import type { Statement } from './statements.ts';

/** The keys of a function in serverless.yml. A file with one function writes `handler` and `description` itself. */
export interface FunctionBlock {
  readonly handler: string;
  readonly description: string;
  readonly name: string;
  readonly memorySize: number;
  readonly timeout: number;
  readonly environment: Readonly<Record<string, string | Intrinsic>>;
  readonly events: readonly unknown[];
  /** Absent: outside any VPC. */
  readonly vpc?: StreamFunction['settings']['vpc'];
  readonly iamRoleStatementsName: string;
  readonly iamRoleStatements: readonly Statement[];
}

/** What a serverless.yml imports, by `${file(../../shared/deploy/plugins/serverless.cjs):<service>}`. */
export interface ServiceBlocks {
  readonly stage: string;
  readonly region: string;
  readonly tracing: boolean;
  readonly logRetentionDays: number;
  readonly functions: Readonly<Record<string, FunctionBlock>>;
  /** `resources.Resources`. */
  readonly resources: Resources;
  /** `resources.extensions`. */
  readonly extensions: Readonly<Record<string, unknown>>;
}
