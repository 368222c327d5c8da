import type { EdenAws } from '../../shared/eden/aws/ports.ts';
import type { Clock } from '../../shared/eden/lease/lease.ts';
import type { TableAdmin } from '../../shared/eden/table/admin.ts';
import type { ApiRoles } from './api-roles.ts';
import type { Interruption } from './interruption.ts';
import type { ReadRole } from './role-policies.ts';
import type { TaskReads } from './tasks/task-reads.ts';

/** The output, files, clock and AWS ports of the commands. */
export interface Shell {
  /** Standard output, a line. */
  readonly print: (line: string) => void;
  /** Standard error, a line. */
  readonly warn: (line: string) => void;
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Undefined when there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  /** Makes missing folders. */
  readonly writeFile: (path: string, text: string) => void;
  readonly appendFile: (path: string, text: string) => void;
  /** The AWS Region of all calls; undefined where none is set. */
  readonly region: () => Promise<string | undefined>;
  readonly createAws: (table: string) => EdenAws;
  readonly createAdmin: () => TableAdmin;
  /** Roles of the APIs that use a table. */
  readonly apiRoles: (table: string) => ApiRoles;
  readonly readRole: ReadRole;
  /** Tasks and their logs. */
  readonly taskReads: TaskReads;
  /** Opens a page in the browser, where there is one. */
  readonly openUrl: (url: string) => Promise<void>;
  /** Whether standard output still has a reader (not after `| head` has ended). */
  readonly isHeard: () => boolean;
  readonly clock: Clock;
  readonly interruption: Pick<Interruption, 'isInterrupted' | 'begin'>;
  readonly newRunId: () => string;
  readonly random: () => number;
  /** Who holds a lease, for people: `cli nana@host`. */
  readonly holder: string;
}

/** How a command ended: 0 done, 1 failed, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;
