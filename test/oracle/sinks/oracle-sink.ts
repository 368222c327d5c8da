import type { LogPipelineOptions } from '../../../shared/pipeline/log-pipeline.ts';
import type { Caller, Invocation } from '../calls.ts';
import type { Dice } from '../dice.ts';
import type { World } from '../world.ts';

/** The hands a sink has in one invocation. */
export interface SinkHands {
  readonly world: World;
  readonly invocation: Invocation;
  readonly call: Caller;
  readonly dice: Dice;
}

/** A service as the oracle drives it: its own `deliver` on a simulated destination. */
export interface OracleSink {
  readonly name: string;
  readonly build: (hands: SinkHands) => Pick<LogPipelineOptions, 'deliver' | 'selectTargets' | 'pickPaths' | 'recall'>;
  /** Targets at which a valid log of the type must end. */
  readonly targetsOf: (logType: string) => readonly string[];
}
