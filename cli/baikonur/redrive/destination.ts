import { createInvokeFunction } from '../../../shared/aws/invoke-function.ts';
import { createPutRecords } from '../../../shared/aws/put-records.ts';
import { createInvokeSender } from '../../../shared/put-back/invoke-sender.ts';
import type { SendItems } from '../../../shared/put-back/ports.ts';
import type { OperatedStage } from '../operator/operate.ts';
import type { Shell } from '../shell.ts';
import { chooseStream } from '../stream-settings.ts';
import type { RedrivePlan } from './plan.ts';
import { createStreamSender } from './stream-sender.ts';

/** Where logs are sent. */
export interface Destination {
  /** In words. */
  readonly goes: readonly string[];
  /** Name on AWS of the stream of `--to-stream`. */
  readonly stream?: string;
  readonly createSender: (run: string) => SendItems;
}

/** The functions that failed, or the stream of `--to-stream`. */
export function createDestination(
  { toStream }: { readonly toStream?: string },
  { topology, clients }: OperatedStage,
  { groups }: Pick<RedrivePlan, 'groups'>,
  { now }: Pick<Shell, 'now'>,
): Destination {
  const invoke = createInvokeFunction(clients.lambda);
  if (toStream === undefined) {
    const names = [...new Set(groups.map(({ function: name }) => name))];
    const unknown = names.filter((name) => !topology.functions.some((fn) => fn.name === name));
    return {
      goes: [
        'goes: into the function that failed, for the target that failed; other readers of its stream receive nothing',
        ...unknown.map((name) => `config/ has no function ${name}: it must still be deployed`),
      ],
      createSender: (run) => createInvokeSender(invoke, run, topology.stage),
    };
  }
  const stream = chooseStream(topology, toStream);
  const readers = topology.functions.filter(({ source }) => source.name === stream.name).map(({ name }) => name);
  const known = readers.length === 0 ? 'no function of config/' : readers.join(', ');
  return {
    goes: [`goes: onto the stream ${stream.name}, read by ${known}; whoever else reads it receives the logs too`],
    stream: stream.name,
    createSender: () => createStreamSender(stream, { putRecords: createPutRecords(clients.kinesis), now }),
  };
}
