import type { Topology } from '../../shared/deploy/topology/topology.ts';
import { type CommonSettings, parseCommonSettings } from '../../shared/settings/common-settings.ts';
import { ConfigError, type Env } from '../../shared/settings/env-reader.ts';
import { explainedEnv, sharedVariables } from './explain/function-env.ts';
import { UsageError } from './shell.ts';

/** A stream that a command works on. */
interface ChosenStream {
  /** Name or ARN on AWS. */
  readonly name: string;
  readonly maxRecordSizeKiB: number;
}

const USUAL_RECORD_KIB = 1024;

/** The stream that is meant: by its short name in config/, its name or ARN on AWS; the router's where none is named. */
export function chooseStream({ streams, functions }: Topology, named: string | undefined): ChosenStream {
  if (named?.trim() === '') throw new UsageError(['expected the name of a stream, got an empty one']);
  const router = functions.find(({ service }) => service === 'router')?.source;
  const known = named === undefined ? router : streams.find(({ key, name }) => key === named || name === named);
  return { name: known?.name ?? named ?? '', maxRecordSizeKiB: known?.maxRecordSizeKiB ?? USUAL_RECORD_KIB };
}

/**
 * The settings with which the stream's own function reads it (the router's, for a stream that no function here reads),
 * under the variables of the command.
 * @throws {UsageError} naming every variable that is wrong.
 */
export function readStreamSettings({ functions }: Topology, stream: string, env: Env): CommonSettings {
  const reader = functions.find(({ source }) => source.name === stream) ?? functions[0];
  const own = explainedEnv(reader?.environment ?? {}, sharedVariables(env));
  try {
    return parseCommonSettings(own, reader?.service ?? 'router');
  } catch (error) {
    if (error instanceof ConfigError) throw new UsageError(error.problems);
    throw error;
  }
}
