import { CommandError } from '../shell.ts';
import { refusalOf, unreachableOf } from './refusals.ts';

type Handler = (args: { readonly input: object }) => Promise<unknown>;
/** A middleware of an SDK client. */
export type Middleware = (next: Handler, context: Readonly<Record<string, unknown>>) => Handler;

/** The part of an SDK client's middleware stack that is used here. */
interface Stack {
  readonly add: (middleware: Middleware, options: { step: 'initialize'; priority: 'high'; name: string }) => void;
}

/** Sees every call of a client first, and its end last. The stacks differ in the types of their inputs, which are not looked at. */
export function addFirst({ middlewareStack }: { readonly middlewareStack: object }, middleware: Middleware): void {
  (middlewareStack as Stack).add(middleware, { step: 'initialize', priority: 'high', name: 'operator' });
}

/** Service and command of a call, such as `S3 GetObject`. */
export function operationOf({ clientName, commandName }: Readonly<Record<string, unknown>>): string {
  const service = String(clientName)
    .replace(/Client$/, '')
    .replace('CloudWatchLogs', 'CloudWatch Logs');
  return `${service} ${String(commandName).replace(/Command$/, '')}`;
}

/** Of commands whose calls are not in the operator's policy. */
interface Explained {
  /** That AWS_ENDPOINT_URL or the local stack gives; absent: AWS itself. */
  readonly endpoint: string | undefined;
  /** The page or file that has the rights of the command. */
  readonly rights: string;
}

/** A client whose errors say in one sentence which right is missing, that the credentials have ended, or that nothing answers. */
export function explainRefusals<Client extends { readonly middlewareStack: object }>(
  client: Client,
  { endpoint, rights }: Explained,
): Client {
  addFirst(client, (next, context) => async (args) => {
    try {
      return await next(args);
    } catch (error) {
      const call = { operation: operationOf(context), input: args.input };
      const sentence = refusalOf(error, call, rights) ?? unreachableOf(error, endpoint);
      throw sentence === undefined ? error : new CommandError(sentence, { cause: error });
    }
  });
  return client;
}
