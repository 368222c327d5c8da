import { didYouMean } from '../../../shared/deploy/topology/nearest-name.ts';
import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { CommandError, UsageError } from '../shell.ts';
import type { DeployedStream } from './describe-stream.ts';

/** Looks at a stream by its name; `undefined` where there is none. */
type DescribeStream = (name: string) => Promise<DeployedStream | undefined>;

/**
 * Before a plan is shown: a stream that was typed wrong must not look as if logs could go there. An ARN may be of another account,
 * and is taken as it is.
 * @throws {UsageError} where the stream is not there.
 */
export async function requireStream(
  describe: DescribeStream,
  { option, name }: { readonly option: string; readonly name: string },
  { streams }: Pick<Topology, 'streams'>,
): Promise<void> {
  if (name.startsWith('arn:') || (await describe(name)) !== undefined) return;
  throw new UsageError([`${option}: ${unknownStream(name, streams)}`]);
}

/** Says that a stream is not there: it is typed wrong, or the stage is not deployed. */
export function noStream(name: string, { streams, stage }: Pick<Topology, 'streams' | 'stage'>): string {
  const isOfStage = streams.some((stream) => stream.name === name);
  return isOfStage
    ? `there is no stream ${name}: is stage ${stage} deployed, in this Region and account? docs/deploy.md`
    : unknownStream(name, streams);
}

function unknownStream(name: string, streams: Topology['streams']): string {
  const keys = streams.map(({ key }) => key);
  return `there is no stream ${JSON.stringify(name)}${didYouMean(name, keys)}; config/ has ${keys.join(', ')}`;
}

/**
 * For `catch` of a reading of one stream.
 * @throws {CommandError} where the stream is not there; else what it was given.
 */
export function explainMissing(name: string, topology: Pick<Topology, 'streams' | 'stage'>): (error: unknown) => never {
  return (error) => {
    throw isStreamMissing(error) ? new CommandError(noStream(name, topology), { cause: error }) : error;
  };
}

/** Whether an error, or what it was made of, says that a stream is not there. A shard that has ended is another thing. */
export function isStreamMissing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isAbsent = error.name === 'ResourceNotFoundException' && !/shard|iterator/i.test(error.message);
  return isAbsent || isStreamMissing(error.cause);
}
