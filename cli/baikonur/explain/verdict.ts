import type { Decoded, Log, Validated } from '../../../shared/log/log.ts';
import type { RejectCode } from '../../../shared/log/reject.ts';
import type { CommonSettings } from '../../../shared/settings/common-settings.ts';

/** Why one function, or one of its targets, would not take a log that others may take. */
export interface Refusal {
  /** Name of the route or forwarder, or the sink's service. */
  readonly by: string;
  readonly reason: RejectCode;
  readonly error: string;
}

/** The decision of a function about a log. */
export interface Verdict {
  /** Names of the routes, or of the forwarder, that take it. */
  readonly routes: readonly string[];
  /** The sink's service, where it takes it. */
  readonly sinks: readonly string[];
  /** Streams on which it goes on. */
  readonly streams: readonly string[];
  readonly refusals: readonly Refusal[];
}

export const NOTHING: Verdict = { routes: [], sinks: [], streams: [], refusals: [] };

/** A deployed function, as far as it decides about logs. */
export interface Reader {
  /** Its name in a refusal: `router`, the forwarder's name, the sink's service. */
  readonly by: string;
  readonly sourceStream: string;
  readonly common: CommonSettings;
  readonly validate: (decoded: Decoded) => Validated;
  /** The rules by which the entry's time was read; empty where it is not the text or number of a time. */
  readonly timeRules: (decoded: Decoded) => readonly string[];
  /** Two readers with the same key judge every entry alike. */
  readonly schemaKey: string;
  readonly judge: (log: Log) => Verdict;
}
