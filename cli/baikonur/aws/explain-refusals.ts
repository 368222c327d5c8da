import type { Topology } from '../../../shared/deploy/topology/topology.ts';
import { CommandError } from '../shell.ts';
import { type AnyClient, addMiddleware, type Middleware } from './add-middleware.ts';
import { type Call, refusalOf, unreachableOf } from './refusals.ts';
import { noStream } from './require-stream.ts';

/** Sees every call of a client first, and its end last. */
export function addFirst(client: AnyClient, middleware: Middleware): void {
  addMiddleware(client, middleware, { step: 'initialize', priority: 'high', name: 'operator' });
}

/** Service and command of a call, such as `S3 GetObject`. */
export function operationOf({ clientName, commandName }: Readonly<Record<string, unknown>>): string {
  const service = String(clientName)
    .replace(/Client$/, '')
    .replace('CloudWatchLogs', 'CloudWatch Logs');
  return `${service} ${String(commandName).replace(/Command$/, '')}`;
}

/** Says what an error means, and what to do; `undefined`: it is another error. */
type ExplainError = (error: unknown, call: Call) => string | undefined;

/**
 * A client whose errors say in one sentence which right is missing, that the credentials have ended, or that nothing answers: for
 * commands whose calls are not in the operator's policy.
 * @param where.endpoint that AWS_ENDPOINT_URL or the local stack gives; absent: AWS itself
 * @param where.rights the page or file that has the rights of the command
 */
export function explainRefusals<Client extends AnyClient>(
  client: Client,
  { endpoint, rights }: { readonly endpoint: string | undefined; readonly rights: string },
): Client {
  return explainErrors(client, (error, call) => refusalOf(error, call, rights) ?? unreachableOf(error, endpoint));
}

/** A client for one stream: it also says that the stream is not there. An endpoint that does not answer may come back. */
export function explainStreamErrors<Client extends AnyClient>(
  client: Client,
  stream: string,
  topology: Pick<Topology, 'streams' | 'stage'>,
): Client {
  const missing = (error: unknown, { operation }: Call): string | undefined => {
    const isMissing = error instanceof Error && error.name === 'ResourceNotFoundException';
    return isMissing && ABOUT_STREAMS.has(operation) ? noStream(stream, topology) : undefined;
  };
  return explainErrors(client, (error, call) => refusalOf(error, call) ?? missing(error, call));
}

/** Calls that name no shard: a shard ends, and is forgotten, while its stream goes on. */
const ABOUT_STREAMS: ReadonlySet<string> = new Set(['Kinesis ListShards', 'Kinesis PutRecords']);

function explainErrors<Client extends AnyClient>(client: Client, explain: ExplainError): Client {
  addFirst(client, (next, context) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      const sentence = explain(error, { operation: operationOf(context), input: args.input });
      throw sentence === undefined ? error : new CommandError(sentence, { cause: error });
    }
  });
  return client;
}
