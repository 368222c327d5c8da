import type { Decoded, Validated } from '../../../shared/log/log.ts';
import type { LogJudge } from '../../../shared/pipeline/log-verdict.ts';

/** A deployed function, as far as it decides about logs. */
export interface Reader extends LogJudge {
  readonly sourceStream: string;
  /** Whether it reads as a registered consumer. */
  readonly hasFanOut: boolean;
  readonly validate: (decoded: Decoded) => Validated;
  /** The rules by which the entry's time was read; empty where it is not the text or number of a time. */
  readonly timeRules: (decoded: Decoded) => readonly string[];
  /** Two readers with the same key judge every entry alike. */
  readonly schemaKey: string;
}
