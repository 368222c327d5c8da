import { createInvokeFunction } from '../../../shared/aws/invoke-function.ts';
import { createPutRecords } from '../../../shared/aws/put-records.ts';
import type { StreamFunction } from '../../../shared/deploy/topology/topology.ts';
import { createInvokeSender } from '../../../shared/put-back/invoke-sender.ts';
import type { SendItems } from '../../../shared/put-back/ports.ts';
import type { OperatedStage } from '../operator/operate.ts';
import { createStreamSender } from '../redrive/stream-sender.ts';
import { type Shell, UsageError } from '../shell.ts';
import { chooseStream } from '../stream-settings.ts';

/** Where an archive is replayed to. */
export interface ReplayDestination {
  /** Name of the function or stream on AWS. */
  readonly name: string;
  readonly isStream: boolean;
  readonly goes: string;
  readonly createSender: (run: string) => SendItems;
}

const STREAM = 'kinesis:';
/** They would write the logs into the archive a second time. */
const INTO_THE_ARCHIVE = new Set(['s3-sink', 'router']);

/**
 * Reads `--to`: a function of `config/`, or `kinesis:<stream>`.
 * @throws {UsageError} where no function or several have that name, or it would archive the logs again.
 */
export function findDestination(
  to: string,
  { topology, clients }: OperatedStage,
  { now }: Pick<Shell, 'now'>,
): ReplayDestination {
  if (to.startsWith(STREAM)) {
    const stream = chooseStream(topology, to.slice(STREAM.length));
    const readers = topology.functions.filter(({ source }) => source.name === stream.name).map(({ name }) => name);
    const known = readers.length === 0 ? 'no function of config/' : readers.join(', ');
    return {
      name: stream.name,
      isStream: true,
      goes: `onto the stream ${stream.name}, read by ${known}; whoever else reads it receives the logs too`,
      createSender: () => createStreamSender(stream, { putRecords: createPutRecords(clients.kinesis), now }),
    };
  }
  const { name } = findFunction(to, topology.functions);
  const invoke = createInvokeFunction(clients.lambda);
  return {
    name,
    isStream: false,
    goes: `into the function ${name}; no other reader receives anything`,
    createSender: (run) => createInvokeSender(invoke, run, topology.stage),
  };
}

function findFunction(to: string, functions: readonly StreamFunction[]): StreamFunction {
  const found = functions.filter((fn) => [fn.name, fn.id, fn.key, fn.service].includes(to));
  const [only] = found;
  const names = (all: readonly StreamFunction[]): string => all.map(({ id }) => id).join(', ');
  if (only === undefined) {
    throw new UsageError([`--to: expected kinesis:<stream> or one of ${names(functions)}, got ${JSON.stringify(to)}`]);
  }
  if (found.length > 1) throw new UsageError([`--to ${to}: expected one function, these are ${names(found)}`]);
  if (INTO_THE_ARCHIVE.has(only.service)) {
    throw new UsageError([`--to ${to}: it would write the logs into the archive a second time`]);
  }
  return only;
}
