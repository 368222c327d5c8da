import type { Baseline } from '../ledger/read-contents.ts';
import type { Stage } from '../ledger/stage.ts';
import type { Shell } from '../shell.ts';
import type { LocalClients } from '../stack/aws-clients.ts';
import type { StackState } from '../stack/stack-state.ts';

/** Context of every step of one `npm start`. */
export interface Session {
  readonly shell: Shell;
  readonly clients: LocalClients;
  readonly stage: Stage;
  readonly baseline: Baseline;
  readonly state: StackState;
}
