import type { Log } from '../log/log.ts';
import type { Reject, RejectCode } from '../log/reject.ts';
import type { CommonSettings } from '../settings/common-settings.ts';
import type { Env } from '../settings/env-reader.ts';

/** Why one function, or one of its targets, would not take a log that others may take. */
export interface Refusal {
  /** Name of the route or forwarder, or the sink's service. */
  readonly by: string;
  readonly reason: RejectCode;
  readonly error: string;
}

/** The decision of a function about a log. */
export interface LogVerdict {
  /** Names of the routes, or of the forwarder, that take it. */
  readonly routes: readonly string[];
  /** Those of them that send it inside an aggregate. */
  readonly aggregatedBy: readonly string[];
  /** The sink's service, where it takes it. */
  readonly sinks: readonly string[];
  /** Streams on which it goes on. */
  readonly streams: readonly string[];
  readonly refusals: readonly Refusal[];
}

/** The decisions of one function, without a destination. */
export interface LogJudge {
  /** Its name in a refusal: `router`, the forwarder's name, the sink's service. */
  readonly by: string;
  readonly common: CommonSettings;
  /** About a log of a type that the function takes. */
  readonly judge: (log: Log) => LogVerdict;
}

/**
 * Builds what a function decides with, from its environment.
 * @param key its key in the service.
 * @throws {ConfigError} naming every variable that is wrong.
 */
export type CreateLogJudge = (env: Env, key: string) => LogJudge;

/** The log is not for this function. */
export const NOTHING: LogVerdict = { routes: [], aggregatedBy: [], sinks: [], streams: [], refusals: [] };

/** A route or forwarder takes the log, and passes it on. */
export function passedOn(by: string, kind: string, name: string, isAggregated = false): LogVerdict {
  const aggregatedBy = isAggregated ? [by] : [];
  return { ...NOTHING, routes: [by], aggregatedBy, streams: kind === 'kinesis' ? [name] : [] };
}

/** It does not. */
export function refusedBy(by: string, { code, error }: Reject): LogVerdict {
  return { ...NOTHING, refusals: [{ by, reason: code, error }] };
}

/** A sink that takes every log but those that `refuse` refuses. */
export function judgeAsSink(
  service: string,
  common: CommonSettings,
  refuse: (log: Log) => Reject | undefined = () => undefined,
): LogJudge {
  return {
    by: service,
    common,
    judge: (log) => {
      const reject = refuse(log);
      return reject === undefined ? { ...NOTHING, sinks: [service] } : refusedBy(service, reject);
    },
  };
}
