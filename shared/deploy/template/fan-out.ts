import type { StreamFunction, Topology } from '../topology/topology.ts';
import { arnHere, type Intrinsic, pascal, type Resources, streamArn, streamLogicalId } from './cloudformation.ts';

/** Consumers that may be made at the same time. @see RegisterStreamConsumer: 5 in CREATING, else LimitExceededException */
const MAX_CREATING = 5;

/** Whether a function reads as a registered consumer. The local AWS has none: there it reads as the others do. */
export function hasFanOut({ settings }: Pick<StreamFunction, 'settings'>, { stage }: Pick<Topology, 'stage'>): boolean {
  return settings.fanOut === true && stage !== 'local';
}

/** A function's consumer, for its mapping: the reference is its ARN. */
export function consumerReference(fn: Pick<StreamFunction, 'key'>): Intrinsic {
  return { Ref: consumerLogicalId(fn) };
}

/** ARNs of a function's consumer, which end in the time at which it was registered. */
export function consumerArns({ name, source }: Pick<StreamFunction, 'name' | 'source'>): Intrinsic {
  return arnHere('kinesis', `stream/${source.name}/consumer/${name}:*`);
}

/**
 * The registered consumers of functions (enhanced fan-out), each with 2 MiB/s of a shard for itself.
 * @param own resources of the same template, for which a consumer waits
 */
export function consumerResources(topology: Topology, functions: readonly StreamFunction[], own: Resources): Resources {
  const readers = functions.filter((fn) => hasFanOut(fn, topology));
  return Object.fromEntries(
    readers.map((fn, index) => {
      const stream = streamLogicalId(fn.source);
      const before = readers[index - MAX_CREATING];
      const waitsFor = [
        ...(stream in own ? [stream] : []),
        ...(before === undefined ? [] : [consumerLogicalId(before)]),
      ];
      return [
        consumerLogicalId(fn),
        {
          Type: 'AWS::Kinesis::StreamConsumer',
          Properties: { ConsumerName: fn.name, StreamARN: streamArn(fn.source.name) },
          ...(waitsFor.length === 0 ? {} : { DependsOn: waitsFor }),
        },
      ];
    }),
  );
}

function consumerLogicalId({ key }: Pick<StreamFunction, 'key'>): string {
  return `Consumer${pascal(key)}`;
}
